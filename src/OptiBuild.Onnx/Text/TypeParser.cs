namespace OptiBuild.Onnx.Text;

/// <summary>Types of values.</summary>
/// <remarks>float is a scalar, float[] a tensor of unknown rank, float[2,N,?] one of rank 3.</remarks>
static class TypeParser
{
    /// <summary>A type and a name, or a name alone.</summary>
    public static Proto.ValueInfoProto Value(TextCursor text)
    {
        var typed = text.AtIdentifier && IsType(text);
        var type = typed ? Type(text) : null;
        return new Proto.ValueInfoProto { Type = type, Name = text.Name(typed ? "the name of the value" : "a type or a name") };
    }

    public static Proto.TypeProto Type(TextCursor text) => text.Nested(() =>
    {
        if (text.PeekIdentifier() is not ("seq" or "map" or "optional" or "sparse_tensor" or "unknown"))
            return new Proto.TypeProto { TensorType = new() { ElemType = (int)Element(text), Shape = Shape(text) } };
        var kind = text.Identifier();
        text.Expect('(');
        var type = Outer(kind, text);
        text.Expect(')');
        return type;
    });

    public static ElementType Element(TextCursor text)
    {
        if (Words.ElementTypes.TryGetValue(text.PeekIdentifier(), out var element))
        {
            text.Identifier();
            return element;
        }
        throw text.Error("a type like float, int64, seq(…), map(…), optional(…)");
    }

    /// <summary>null for [], an empty shape where there are no brackets.</summary>
    public static Proto.TensorShapeProto? Shape(TextCursor text)
    {
        var shape = new Proto.TensorShapeProto();
        if (!text.Take('[')) return shape;
        if (text.Take(']')) return null;
        do shape.Dim.Add(Dimension(text)); while (text.Take(','));
        text.Expect(']');
        return shape;
    }

    /// <summary>A value may be called like a type: then something else than a name follows.</summary>
    static bool IsType(TextCursor text)
    {
        var word = text.PeekIdentifier();
        if (word is "seq" or "map" or "optional" or "sparse_tensor" or "unknown") return text.Follows(word, c => c == '(');
        return Words.ElementTypes.ContainsKey(word) && text.Follows(word, c => c is '[' or '"' or '_' || char.IsAsciiLetter(c));
    }

    static Proto.TypeProto Outer(string kind, TextCursor text)
    {
        switch (kind)
        {
            case "seq":      return new() { SequenceType = new() { ElemType = Inner(text) } };
            case "optional": return new() { OptionalType = new() { ElemType = Inner(text) } };
            case "sparse_tensor":
                return new() { SparseTensorType = new() { ElemType = (int)Element(text), Shape = Shape(text) } };
            case "map":
                var key = Element(text);
                text.Expect(',');
                return new() { MapType = new() { KeyType = (int)key, ValueType = Inner(text) } };
            default:
                return Proto.TypeProto.Parser.ParseFrom(HexText.Parse(text));
        }
    }

    static Proto.TypeProto? Inner(TextCursor text) => text.Next == ')' ? null : Type(text);

    static Proto.TensorShapeProto.Types.Dimension Dimension(TextCursor text)
    {
        if (text.Take('?')) return new();
        if (text.AtNumber) return new() { DimValue = text.Integer() };
        return new() { DimParam = text.Name("a size, a name or '?'") };
    }
}
