using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Text;

/// <summary>Arrays of the validation data: a zip entry of a header, whose length stands in bytes 8 and 9, and the numbers.</summary>
static class Arrays
{
    public static long[] Read(string folder, string name)
    {
        using var file = ZipFile.OpenRead(Path.Combine(folder, "validate.npz"));
        using var entry = file.GetEntry(name + ".npy")!.Open();
        using var memory = new MemoryStream();
        entry.CopyTo(memory);
        var bytes = memory.ToArray();
        return MemoryMarshal.Cast<byte, long>(bytes.AsSpan(10 + BitConverter.ToUInt16(bytes, 8))).ToArray();
    }
}
