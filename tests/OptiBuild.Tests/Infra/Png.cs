using System.Buffers.Binary;
using System.IO.Compression;

namespace OptiBuild.Tests.Infra;

/// <summary>PNG files of 8 bits. https://www.w3.org/TR/png-3/</summary>
static class Png
{
    public static byte[] Gray(int width, int height, Func<int, int, byte> pixel) => Bytes(width, height, 0, (x, y) => [pixel(x, y)]);

    public static byte[] Rgb(int width, int height, Func<int, int, byte[]> pixel) => Bytes(width, height, 2, pixel);

    public static byte[] Header(uint width, uint height, byte colors, byte interlaced) => Chunk("IHDR"u8, [.. Big(width), .. Big(height), 8, colors, 0, 0, interlaced]);

    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    static byte[] Bytes(int width, int height, byte colors, Func<int, int, byte[]> pixel)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < width; x++) zlib.Write(pixel(x, y));
            }
        return [.. Signature, .. Header((uint)width, (uint)height, colors, 0), .. Chunk("IDAT"u8, data.ToArray()), .. Chunk("IEND"u8, [])];
    }

    static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        return [.. Big((uint)content.Length), .. body, .. Big(CheckSum(body))];
    }

    static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>CRC-32 with the polynomial 0xEDB88320, bit by bit.</summary>
    public static uint CheckSum(byte[] bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
        {
            sum ^= b;
            for (var bit = 0; bit < 8; bit++) sum = (sum & 1) == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB88320;
        }
        return ~sum;
    }
}
