using Google.Protobuf;
using Kind = OptiBuild.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace OptiBuild.Onnx.Text;

/// <summary>name = value, or name : kind = value where the value alone does not tell the kind.</summary>
static class AttributeParser
{
    public static Proto.AttributeProto Attribute(TextCursor text) => Rest(text.Name("the name of an attribute"), text);

    /// <summary>The same with the name already read.</summary>
    public static Proto.AttributeProto Rest(string name, TextCursor text)
    {
        var kind = text.Take(':') ? KindWord(text) : Kind.Undefined;
        text.Expect('=');
        var attribute = new Proto.AttributeProto { Name = name, Type = kind };
        if (text.Take('@')) attribute.RefAttrName = text.Name();
        else if (kind is Kind.SparseTensor or Kind.SparseTensors or Kind.TypeProtos || (kind == Kind.TypeProto && text.Next == '"')) attribute.MergeFrom(HexText.Parse(text));
        else if (text.Take('[')) List(attribute, kind, text);
        else attribute.Type = Single(attribute, kind, text);
        return attribute;
    }

    static Kind KindWord(TextCursor text)
    {
        if (!Words.AttributeKinds.TryGetValue(text.PeekIdentifier(), out var kind)) throw text.Error($"one of {string.Join(", ", Words.AttributeKinds.Keys)}");
        text.Identifier();
        return kind;
    }

    static Kind Single(Proto.AttributeProto attribute, Kind kind, TextCursor text)
    {
        var value = Item(kind, text);
        attribute.MergeFrom(value);
        return value.Type;
    }

    static void List(Proto.AttributeProto attribute, Kind kind, TextCursor text)
    {
        var items = text.List(']', () => Item(ItemKind(kind), text));
        if (kind == Kind.Undefined && items.Count == 0) throw text.Error("the kind of an empty list before it, as in 'name: ints = []'");
        attribute.Type = kind != Kind.Undefined ? kind : ListKind(items, text);
        foreach (var item in items)
        {
            if (item.T is { } tensor) attribute.Tensors.Add(tensor);
            else if (item.G is { } graph) attribute.Graphs.Add(graph);
            else if (item.HasS) attribute.Strings.Add(item.S);
            else if (attribute.Type == Kind.Ints) attribute.Ints.Add(item.I);
            else attribute.Floats.Add(item.HasF ? item.F : item.I);
        }
    }

    static Kind ItemKind(Kind list) => list switch
    {
        Kind.Floats  => Kind.Float,
        Kind.Ints    => Kind.Int,
        Kind.Strings => Kind.String,
        Kind.Tensors => Kind.Tensor,
        Kind.Graphs  => Kind.Graph,
        _            => Kind.Undefined,
    };

    static Kind ListKind(List<Proto.AttributeProto> items, TextCursor text)
    {
        var kinds = items.Select(i => i.Type).Distinct().ToArray();
        if (kinds.All(k => k is Kind.Int or Kind.Float)) return kinds is [Kind.Int] ? Kind.Ints : Kind.Floats;
        if (kinds.Length > 1) throw text.Error("items of one kind before it");
        return kinds[0] switch { Kind.String => Kind.Strings, Kind.Tensor => Kind.Tensors, _ => Kind.Graphs };
    }

    static Proto.AttributeProto Item(Kind kind, TextCursor text)
    {
        if (kind == Kind.TypeProto) return new() { Type = kind, Tp = TypeParser.Type(text) };
        if (kind == Kind.Graph) return Graph(text);
        if (kind == Kind.Tensor) return Tensor(text);
        if (text.Next == '"') return new() { Type = Kind.String, S = UnsafeByteOperations.UnsafeWrap(text.Quoted()) };
        if (text.AtNumber || text.PeekIdentifier() is "inf" or "nan") return Number(kind, text);
        if (!text.AtIdentifier && text.Next != '(') throw text.Error("a value");
        return Words.ElementTypes.ContainsKey(text.PeekIdentifier()) ? Tensor(text) : Graph(text);
    }

    static Proto.AttributeProto Tensor(TextCursor text) => new() { Type = Kind.Tensor, T = TensorParser.Tensor(text) };

    static Proto.AttributeProto Graph(TextCursor text) => new() { Type = Kind.Graph, G = GraphParser.Graph(text) };

    static Proto.AttributeProto Number(Kind kind, TextCursor text)
    {
        var number = text.Number();
        Span<byte> bits = stackalloc byte[8];
        var isInt = kind != Kind.Float && ElementText.Parse(ElementType.Int64, number, bits, 0);
        if (isInt) return new() { Type = Kind.Int, I = BitConverter.ToInt64(bits) };
        if (kind != Kind.Int && ElementText.Parse(ElementType.Float, number, bits, 0)) return new() { Type = Kind.Float, F = BitConverter.ToSingle(bits) };
        throw text.ErrorBehind(number, kind switch { Kind.Int => "a whole number", _ => "a number" });
    }
}
