using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace OptiBuild.Onnx;

/// <summary>Fields as they lie in a file, before anything is made of them.</summary>
/// <remarks>https://protobuf.dev/programming-guides/encoding/</remarks>
static class WireFields
{
    /// <summary>Where the generated parsers refuse to go deeper.</summary>
    const int MostLevels = 100;

    /// <summary>Refuses fields that end behind the message that holds them, at any depth.</summary>
    /// <remarks>The generated parsers add lengths to positions in 32 bits: one near 2³¹ passes for a negative end, and they run out of their buffer.</remarks>
    /// <exception cref="InvalidDataException">There is such a field, or the bytes are no protobuf message.</exception>
    public static void Check(ReadOnlySpan<byte> bytes, MessageDescriptor message, int level = 0)
    {
        var position = 0;
        var groups = 0;
        while (position < bytes.Length)
        {
            var tag = (uint)Varint(bytes, ref position);
            if (groups > 0 || level == MostLevels || Inner(message, tag) is not { } inner)
            {
                Skip(bytes, tag, ref position, ref groups);
                continue;
            }
            var length = Length(bytes, ref position);
            Check(bytes.Slice(position, length), inner, level + 1);
            position += length;
        }
    }

    static MessageDescriptor? Inner(MessageDescriptor message, uint tag) =>
        WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited && message.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag)) is { FieldType: FieldType.Message } field
            ? field.MessageType : null;

    public static void Skip(ReadOnlySpan<byte> bytes, uint tag, ref int position, ref int groups)
    {
        switch (WireFormat.GetTagWireType(tag))
        {
            case WireFormat.WireType.Varint:          Varint(bytes, ref position); break;
            case WireFormat.WireType.Fixed64:         Advance(bytes, 8, ref position); break;
            case WireFormat.WireType.Fixed32:         Advance(bytes, 4, ref position); break;
            case WireFormat.WireType.LengthDelimited: Advance(bytes, Length(bytes, ref position), ref position); break;
            case WireFormat.WireType.StartGroup:      groups++; break;
            case WireFormat.WireType.EndGroup:        groups--; break;
            default: throw new InvalidDataException("a field has a wire type that does not exist");
        }
        if (groups < 0) throw new InvalidDataException("a group ends that never began");
    }

    static void Advance(ReadOnlySpan<byte> bytes, int count, ref int position)
    {
        if (bytes.Length - position < count) throw new InvalidDataException("the file ends in the middle of a field");
        position += count;
    }

    public static int Length(ReadOnlySpan<byte> bytes, ref int position)
    {
        var length = Varint(bytes, ref position);
        if (length > (ulong)(bytes.Length - position))
            throw new InvalidDataException($"a field of {length} bytes begins where {bytes.Length - position} are left");
        return (int)length;
    }

    public static ulong Varint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (position >= bytes.Length) throw new InvalidDataException("the file ends in the middle of a number");
            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new InvalidDataException("a number continues beyond 64 bits");
    }
}
