namespace OptiBuild.Onnx;

/// <summary>What the file says of a value's type. https://onnx.ai/onnx/repo-docs/IR.html#static-tensor-shapes</summary>
public abstract record ValueType
{
    public string? Denotation { get; init; }
}

/// <summary>Shape is null where the rank is unknown.</summary>
public sealed record TensorType(ElementType Element, Shape? Shape) : ValueType
{
    public static TensorType Of(Tensor data) => new(data.Type, new Shape([.. data.Shape.Select(size => (Dimension)size)]));
}

public sealed record SparseTensorType(ElementType Element, Shape? Shape) : ValueType;

public sealed record SequenceType(ValueType? Element) : ValueType;

public sealed record OptionalType(ValueType? Element) : ValueType;

public sealed record MapType(ElementType Key, ValueType? Element) : ValueType;

/// <summary>A type without a row above (opaque types of other domains): kept as it is, bit by bit.</summary>
public sealed record UnknownType(ReadOnlyMemory<byte> Serialized) : ValueType;

/// <summary>One axis: a size, a name, or neither when nothing is known.</summary>
public readonly record struct Dimension(long? Size, string? Name, string? Denotation = null)
{
    public static Dimension Unknown => default;
    public static implicit operator Dimension(long size) => new(size, null);
    public static implicit operator Dimension(string name) => new(null, name);
    public override string ToString() => Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Name ?? "?";
}

/// <summary>A shape; equal when all its dimensions are.</summary>
public sealed record Shape(IReadOnlyList<Dimension> Dimensions)
{
    public int Rank => Dimensions.Count;
    public Dimension this[int axis] => Dimensions[axis];

    /// <summary>All sizes known.</summary>
    public bool IsFixed => Dimensions.All(d => d.Size is not null);

    public static Shape Of(params Dimension[] dimensions) => new(dimensions);

    public bool Equals(Shape? other) => other is not null && Dimensions.SequenceEqual(other.Dimensions);
    public override int GetHashCode() => Dimensions.Aggregate(Rank, HashCode.Combine);
    public override string ToString() => $"[{string.Join(",", Dimensions)}]";
}
