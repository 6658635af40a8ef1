namespace OptiBuild.Fuzzing.Mutators;

/// <summary>Changes a protobuf message at any depth and writes every length around it anew. https://protobuf.dev/programming-guides/encoding/</summary>
static class WireMutator
{
    /// <param name="Content">Without tag and length.</param>
    sealed record Field(ulong Tag, byte[] Content);

    const int LengthDelimited = 2;

    public static byte[] Mutate(byte[] input, Draw draw)
    {
        if (Parse(input) is not { Count: > 0 } fields) return draw.One(ByteMutators.All)(input, draw);
        var at = draw.Below(fields.Count);
        var field = fields[at];
        switch (draw.Below(10))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.InsertRange(at, Enumerable.Repeat(field, draw.OneIn(8) ? draw.Below(200) : 1)); break;
            case 2: fields.Insert(draw.Below(fields.Count), field); break;
            case 3: if (Parse(draw.Other()) is { Count: > 0 } others) fields.Insert(at, draw.One(others)); break;
            case 4: fields[at] = field with { Tag = (ulong)(1 + draw.Below(30)) << 3 | field.Tag & 7 }; break;
            case 5: fields[at] = new((field.Tag & ~7UL) | LengthDelimited, draw.Token()); break;
            case 6: fields[at] = Nested(field, draw); break;
            default: fields[at] = field with { Content = Changed(field, draw) }; break;
        }
        return Bytes(fields);
    }

    static byte[] Changed(Field field, Draw draw) => (int)(field.Tag & 7) switch
    {
        LengthDelimited => Mutate(field.Content, draw),
        0               => Varint((ulong)draw.Number()),
        _               => [.. field.Content.Select(_ => draw.Byte())],
    };

    /// <summary>The field in itself, again and again: what walks by recursion needs a limit.</summary>
    static Field Nested(Field field, Draw draw)
    {
        if ((field.Tag & 7) != LengthDelimited) return field;
        var content = field.Content;
        for (var depth = draw.Below(draw.OneIn(4) ? 2000 : 40); depth > 0 && content.Length < 1 << 14; depth--) content = Bytes([field with { Content = content }]);
        return field with { Content = content };
    }

    static List<Field>? Parse(byte[] bytes)
    {
        var (fields, at) = (new List<Field>(), 0);
        while (at < bytes.Length)
        {
            if (Varint(bytes, ref at) is not { } tag) return null;
            var start = at;
            var length = (tag & 7) switch
            {
                0 => Varint(bytes, ref at) is null ? -1 : at - start,
                1 => 8,
                2 => Varint(bytes, ref at) is { } l && l <= int.MaxValue ? (int)l : -1,
                5 => 4,
                _ => -1,
            };
            if ((tag & 7) != 2) at = start;
            if (length < 0 || length > bytes.Length - at) return null;
            fields.Add(new(tag, bytes[at..(at + length)]));
            at += length;
        }
        return fields;
    }

    static byte[] Bytes(IEnumerable<Field> fields) =>
        [.. fields.SelectMany(f => (byte[])[.. Varint(f.Tag), .. (f.Tag & 7) == LengthDelimited ? Varint((ulong)f.Content.Length) : [], .. f.Content])];

    static ulong? Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        return null;
    }

    static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
