namespace OptiBuild.Onnx;

/// <summary>A node's attribute. Inside a function it may refer to an attribute of the caller instead of having a value.</summary>
public abstract record Attribute(string Name)
{
    public string? DocString { get; init; }
    internal Proto.AttributeProto? Unmodelled { get; init; }
}

public sealed record FloatAttribute(string Name, float Value) : Attribute(Name);
public sealed record IntAttribute(string Name, long Value) : Attribute(Name);

/// <summary>Bytes, usually UTF-8.</summary>
public sealed record StringAttribute(string Name, ReadOnlyMemory<byte> Value) : Attribute(Name)
{
    public StringAttribute(string name, string text) : this(name, System.Text.Encoding.UTF8.GetBytes(text)) { }
    public string Text => System.Text.Encoding.UTF8.GetString(Value.Span);
}

public sealed record TensorAttribute(string Name, Tensor Value) : Attribute(Name);
public sealed record GraphAttribute(string Name, Graph Value) : Attribute(Name);
public sealed record FloatsAttribute(string Name, IReadOnlyList<float> Values) : Attribute(Name);
public sealed record IntsAttribute(string Name, IReadOnlyList<long> Values) : Attribute(Name);
public sealed record StringsAttribute(string Name, IReadOnlyList<ReadOnlyMemory<byte>> Values) : Attribute(Name);
public sealed record TensorsAttribute(string Name, IReadOnlyList<Tensor> Values) : Attribute(Name);
public sealed record GraphsAttribute(string Name, IReadOnlyList<Graph> Values) : Attribute(Name);

/// <summary>The value of the function call's attribute <paramref name="Reference"/>.</summary>
public sealed record ReferenceAttribute(string Name, string Reference, int Kind) : Attribute(Name);

/// <summary>Sparse tensors and types: nothing here looks into them, they are kept bit by bit.</summary>
public sealed record OpaqueAttribute(string Name, int Kind, ReadOnlyMemory<byte> Serialized) : Attribute(Name);
