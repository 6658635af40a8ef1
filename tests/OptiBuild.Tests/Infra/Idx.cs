using System.Buffers.Binary;
using System.IO.Compression;

namespace OptiBuild.Tests.Infra;

/// <summary>IDX files: two zeros, type, number of axes, sizes, elements; big-endian.</summary>
static class Idx
{
    public static byte[] Of(byte type, uint[] shape, byte[] elements) => [0, 0, type, (byte)shape.Length, .. shape.SelectMany(Big), .. elements];

    public static byte[] Gzip(byte[] content)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(content);
        return bytes.ToArray();
    }

    static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
