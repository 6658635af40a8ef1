using System.Text;

namespace OptiBuild.MSBuild;

/// <summary>Walks the fields of a protobuf file without taking them into memory. https://protobuf.dev/programming-guides/encoding/</summary>
/// <remarks>A library would be one more assembly inside MSBuild, and read gigabytes of weights.</remarks>
sealed class WireReader(Stream stream)
{
    /// <summary>No system has longer paths, and no compiler longer names.</summary>
    const int LongestText = 1 << 15;

    const int Message = 2;

    /// <summary>A field; content ends at <paramref name="Stop"/>.</summary>
    /// <param name="Value">Of a number; 0 for all else.</param>
    public readonly record struct Field(ulong Number, bool IsMessage, ulong Value, long Stop);

    /// <summary>The fields up to <paramref name="end"/>, each left as a whole, however far it was looked into.</summary>
    /// <exception cref="EndOfStreamException">They do not end there.</exception>
    public IEnumerable<Field> Fields(long end)
    {
        while (stream.Position < end)
        {
            var tag = Varint();
            var field = (tag & 7) == Message ? new Field(tag >> 3, true, 0, Limit(Varint(), end)) : Scalar(tag >> 3, tag & 7);
            yield return field;
            stream.Position = field.Stop;
        }
    }

    /// <summary>The field as text; empty where it is longer than any that matters.</summary>
    public string Text(Field field)
    {
        var length = field.Stop - stream.Position;
        if (!field.IsMessage || length > LongestText) return "";
        var bytes = new byte[length];
        for (int done = 0, read; done < bytes.Length; done += read)
            if ((read = stream.Read(bytes, done, bytes.Length - done)) == 0) throw new EndOfStreamException();
        return Encoding.UTF8.GetString(bytes);
    }

    Field Scalar(ulong number, ulong wireType)
    {
        var value = wireType == 0 ? Varint() : 0;
        return new(number, false, value, stream.Position + wireType switch { 0 => 0, 1 => 8, 5 => 4, _ => throw new EndOfStreamException() });
    }

    long Limit(ulong length, long end)
    {
        var left = end - stream.Position;
        return left >= 0 && length <= (ulong)left ? stream.Position + (long)length : throw new EndOfStreamException();
    }

    ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = stream.ReadByte();
            if (part < 0) throw new EndOfStreamException();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
        throw new EndOfStreamException();
    }
}
