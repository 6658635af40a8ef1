using System.Globalization;
using System.Text;
using Kind = OptiBuild.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace OptiBuild.Onnx.Text;

/// <summary>Names, strings, types, constants and attributes as text.</summary>
sealed class ValueText(ModelTextStyle style)
{
    /// <summary>As it is where it is an identifier, else in quotes.</summary>
    public static string Name(string name)
    {
        var plain = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return plain ? name : Quoted(name);
    }

    public static string Quoted(string text) => Quoted(Encoding.UTF8.GetBytes(text));

    /// <summary>Valid UTF-8 as its characters, every other byte as \xNN.</summary>
    public static string Quoted(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        while (bytes.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (valid && !Rune.IsControl(rune)) text.Append(rune.Value switch { '"' => "\\\"", '\\' => "\\\\", _ => rune.ToString() });
            else foreach (var b in bytes[..length]) text.Append(b switch { (byte)'\n' => "\\n", (byte)'\t' => "\\t", (byte)'\r' => "\\r", _ => $"\\x{b:X2}" });
            bytes = bytes[length..];
        }
        return text.Append('"').ToString();
    }

    public static string Declared(Value value) => value.Type is { } type ? $"{Type(type)} {Name(value.Name)}" : Name(value.Name);

    public static string Type(ValueType type) => type switch
    {
        TensorType t       => t.Element.Name() + Shape(t.Shape),
        SparseTensorType t => $"sparse_tensor({t.Element.Name()}{Shape(t.Shape)})",
        SequenceType t     => $"seq({Inner(t.Element)})",
        OptionalType t     => $"optional({Inner(t.Element)})",
        MapType t          => $"map({t.Key.Name()}, {Inner(t.Element)})",
        UnknownType t      => $"unknown({HexText.Print(t.Serialized.Span)})",
        _                  => throw new InvalidOperationException($"{type.GetType().Name} has no form in text."),
    };

    /// <summary>The elements in braces, or the first few and how many more there are.</summary>
    public string Elements(Tensor tensor)
    {
        var total = tensor.Count * ElementText.NumbersPerElement(tensor.Type);
        var shown = (int)Math.Min(total, style.Elements);
        var more = total > shown ? $"{(shown > 0 ? ", " : "")}... {(total - shown).ToString(CultureInfo.InvariantCulture)} more" : "";
        return $"{{{string.Join(", ", Enumerable.Range(0, shown).Select(i => Element(tensor, i)))}{more}}}";
    }

    /// <summary>What stands behind an attribute's name; graphs are not printed here.</summary>
    public string Attribute(Attribute attribute) => attribute switch
    {
        FloatAttribute a      => Float(a.Value) is var f && f.StartsWith("0x", StringComparison.Ordinal) ? $": float={f}" : $"={f}",
        IntAttribute a        => $"={Int(a.Value)}",
        StringAttribute a     => $"={Quoted(a.Value.Span)}",
        TensorAttribute a     => $"={Constant(a.Value)}",
        FloatsAttribute a     => List(Kind.Floats, a.Values.Select(Float)),
        IntsAttribute a       => List(Kind.Ints, a.Values.Select(Int)),
        StringsAttribute a    => List(Kind.Strings, a.Values.Select(s => Quoted(s.Span))),
        TensorsAttribute a    => List(Kind.Tensors, a.Values.Select(Constant)),
        GraphsAttribute       => List(Kind.Graphs, []),
        ReferenceAttribute a  => $": {Words.Name((Kind)a.Kind)}=@{Name(a.Reference)}",
        OpaqueAttribute a     => $": {Words.Name((Kind)a.Kind)}={Opaque(a)}",
        _                     => throw new InvalidOperationException($"{attribute.GetType().Name} has no form in text."),
    };

    /// <summary>A list's first item tells its kind, unless there is none or it is a NaN's bits.</summary>
    static string List(Kind kind, IEnumerable<string> items)
    {
        var all = items.ToArray();
        var clear = all.Length > 0 && !(kind == Kind.Floats && all.Any(i => i.StartsWith("0x", StringComparison.Ordinal)));
        return $"{(clear ? "" : $": {Words.Name(kind)}")}=[{string.Join(",", all)}]";
    }

    string Constant(Tensor tensor) => $"{Type(TensorType.Of(tensor))} {Elements(tensor)}";

    static string Opaque(OpaqueAttribute attribute)
    {
        if ((Kind)attribute.Kind != Kind.TypeProto || Proto.AttributeProto.Parser.ParseFrom(attribute.Serialized.Span).Tp is not { } type) return HexText.Print(attribute.Serialized.Span);
        var read = ValueTypeProto.Read(type);
        return ValueTypeProto.Write(read).Equals(type) ? Type(read) : HexText.Print(attribute.Serialized.Span);
    }

    static string Element(Tensor tensor, int index) =>
        tensor.Strings is { } strings ? Quoted(strings[index].Span) : ElementText.Print(tensor.Type, tensor.Data.Span, index);

    static string Inner(ValueType? type) => type is null ? "" : Type(type);

    static string Shape(Shape? shape) => shape switch
    {
        null          => "[]",
        { Rank: 0 }   => "",
        _             => $"[{string.Join(",", shape.Dimensions.Select(Dimension))}]",
    };

    static string Dimension(Dimension dimension) =>
        dimension.Size is { } size ? Int(size) : dimension.Name is { } name ? Name(name) : "?";

    static string Float(float value) => FloatText.Single.Print(BitConverter.SingleToUInt32Bits(value));

    static string Int(long value) => value.ToString(CultureInfo.InvariantCulture);
}
