using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace OptiBuild.Tests.Infra;

/// <summary>NumPy files, written as NumPy writes them.</summary>
static class Npy
{
    public static byte[] Array<T>(string descr, long[] shape, T[] elements) where T : unmanaged =>
        Raw(Header(descr, "False", shape), MemoryMarshal.AsBytes(elements.AsSpan()).ToArray());

    public static byte[] Floats(long[] shape, params float[] elements) => Array("<f4", shape, elements);

    public static byte[] Longs(long[] shape, params long[] elements) => Array("<i8", shape, elements);

    public static string Header(string descr, string fortran, params long[] shape) =>
        $"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({string.Join(", ", shape)}{(shape.Length == 1 ? "," : "")}), }}";

    /// <param name="version">1 has a header length of two bytes, later ones of four.</param>
    public static byte[] Raw(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.UTF8.GetBytes(header.PadRight(117) + "\n");
        var length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static byte[] Zip(params (string Name, byte[] Array)[] entries) => Zip(CompressionLevel.Optimal, entries);

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Array)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, array) in entries)
            {
                using var stream = zip.CreateEntry(name + ".npy", level).Open();
                stream.Write(array);
            }
        return bytes.ToArray();
    }
}
