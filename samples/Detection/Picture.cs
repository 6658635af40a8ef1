using System.Buffers.Binary;
using System.IO.Compression;

namespace Detection;

/// <summary>A gray PNG of 8 bits, not interlaced: what the model was trained on.</summary>
sealed record Picture(int Width, int Height, byte[] Pixels)
{
    public static Picture Read(string path)
    {
        var file = File.ReadAllBytes(path);
        if (file.Length < 33 || file[25] != 0 || file[24] != 8 || file[28] != 0) throw new InvalidDataException($"'{path}' is not a gray PNG of 8 bits.");
        int width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)), height = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20));
        using var packed = new MemoryStream();
        for (var at = 8; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8)) packed.Write(file, at + 8, length);
            at += 12 + length;
        }
        packed.Position = 0;
        using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
        var (rows, pixels) = (new byte[(width + 1) * height], new byte[width * height]);
        zlib.ReadExactly(rows);
        for (var y = 0; y < height; y++) Restore(rows.AsSpan(y * (width + 1), width + 1), y == 0 ? new byte[width] : pixels.AsSpan((y - 1) * width, width), pixels.AsSpan(y * width, width));
        return new(width, height, pixels);
    }

    /// <summary>Each row says first how its bytes were predicted: https://www.w3.org/TR/png/#9Filters</summary>
    static void Restore(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> pixels)
    {
        for (var x = 0; x < pixels.Length; x++)
        {
            int left = x > 0 ? pixels[x - 1] : 0, corner = x > 0 ? above[x - 1] : 0;
            pixels[x] = (byte)(row[x + 1] + row[0] switch { 1 => left, 2 => above[x], 3 => (left + above[x]) / 2, 4 => Paeth(left, above[x], corner), _ => 0 });
        }
    }

    static int Paeth(int left, int above, int corner)
    {
        var (a, b, c) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }
}
