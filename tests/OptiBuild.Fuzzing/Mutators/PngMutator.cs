using System.Buffers.Binary;

namespace OptiBuild.Fuzzing.Mutators;

/// <summary>Changes a PNG file and writes the check sum of every chunk anew, so that the decoder looks at what is inside. https://www.w3.org/TR/png-3/#5Chunk-layout</summary>
static class PngMutator
{
    const int Signature = 8, Around = 12;

    public static byte[] Mutate(byte[] input, Draw draw)
    {
        var bytes = draw.One(ByteMutators.All)(input, draw);
        for (var at = Signature; at + Around <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            if (length > bytes.Length - at - Around) break;
            var end = at + 8 + (int)length;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc(bytes.AsSpan(at + 4, 4 + (int)length)));
            at = end + 4;
        }
        return bytes;
    }

    /// <summary>https://www.w3.org/TR/png-3/#D-CRCAppendix, bit by bit.</summary>
    static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }
        return ~crc;
    }
}
