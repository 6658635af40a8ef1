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

    /// <summary>Stored entries in zip64 form: APPNOTE.TXT 4.3.7, 4.3.12, 4.3.14 to 4.3.16 and 4.5.3.</summary>
    public static byte[] Zip64(params (string Name, byte[] Array)[] entries)
    {
        using var file = new MemoryStream();
        using var directory = new MemoryStream();
        foreach (var (name, array) in entries)
        {
            var (start, title) = (file.Position, Encoding.ASCII.GetBytes(name + ".npy"));
            byte[] common = [.. Of<ushort>(45, 0, 0, 0, 0), .. BitConverter.GetBytes(Png.CheckSum(array)), .. Of(uint.MaxValue, uint.MaxValue), .. Of((ushort)title.Length)];
            byte[] sizes = [.. Of((ulong)array.Length, (ulong)array.Length)];
            file.Write([.. "PK\x3\x4"u8, .. common, .. Of<ushort>(20), .. title, .. Of<ushort>(1, 16), .. sizes, .. array]);
            directory.Write([.. "PK\x1\x2"u8, .. Of<ushort>(45), .. common, .. Of<ushort>(28, 0, 0, 0), .. Of(0u, uint.MaxValue), .. title, .. Of<ushort>(1, 24), .. sizes, .. Of((ulong)start)]);
        }
        var (at, count) = (file.Position, (ulong)entries.Length);
        file.Write([.. directory.ToArray(), .. "PK\x6\x6"u8, .. Of(44UL), .. Of<ushort>(45, 45), .. Of(0u, 0u), .. Of(count, count, (ulong)directory.Length, (ulong)at)]);
        file.Write([.. "PK\x6\x7"u8, .. Of(0u), .. Of((ulong)(at + directory.Length)), .. Of(1u)]);
        file.Write([.. "PK\x5\x6"u8, .. Of<ushort>(0, 0, ushort.MaxValue, ushort.MaxValue), .. Of(uint.MaxValue, uint.MaxValue), .. Of<ushort>(0)]);
        return file.ToArray();
    }

    /// <summary>Little-endian.</summary>
    static byte[] Of<T>(params T[] numbers) where T : unmanaged => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
}
