using System.IO.Compression;

namespace OptiBuild.Benchmarks.Peers;

static class Brotli
{
    const int Quality = 11, Window = 24;

    /// <summary>The file's size as what ships.</summary>
    public static long Length(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, packed, out var length, Quality, Window) ? length : throw new Failed($"'{path}' cannot be compressed.");
    }
}
