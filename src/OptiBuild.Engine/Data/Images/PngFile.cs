using System.Buffers.Binary;

namespace OptiBuild.Engine.Data.Images;

/// <summary>PNG files, as far as they must be known before decoding. https://www.w3.org/TR/png-3/#5PNG-file-signature</summary>
static class PngFile
{
    static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Signature, and the header chunk: length, type, 13 bytes of content, check sum.</summary>
    const int HeaderEnd = 8 + 4 + 4 + 13 + 4;

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <summary>The file itself: damage further on is reported by the decoder.</summary>
    /// <exception cref="OptiBuildException">OB3007, OB3022.</exception>
    public static byte[] Checked(byte[] file, string name)
    {
        var header = file.AsSpan();
        if (file.Length < HeaderEnd || !header[12..16].SequenceEqual("IHDR"u8)) throw ImageDecoder.Undecodable(name, "its header is incomplete");
        ImageDecoder.RequireSize(BinaryPrimitives.ReadUInt32BigEndian(header[16..]), BinaryPrimitives.ReadUInt32BigEndian(header[20..]), name);
        // The decoder reads rows as if there were one pass only, and answers pixels in the wrong places.
        if (file[28] != 0) throw ImageDecoder.Undecodable(name, "it is interlaced");
        return file;
    }
}
