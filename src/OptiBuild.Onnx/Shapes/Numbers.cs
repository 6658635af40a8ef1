namespace OptiBuild.Onnx.Shapes;

/// <summary>A scalar or a vector of integers (or truth values) as far as it is known before the model runs.</summary>
/// <param name="Type">int64, int32 or bool.</param>
/// <param name="Elements">null where nothing is known.</param>
/// <param name="IsScalar">One element without an axis.</param>
sealed record Numbers(ElementType Type, IReadOnlyList<Term?> Elements, bool IsScalar)
{
    /// <summary>Shapes are short; longer vectors are data.</summary>
    public const int Longest = 64;

    public bool IsConstant => Elements.All(e => e?.Number is not null);

    /// <summary>The elements; null unless all are numbers.</summary>
    public IReadOnlyList<long>? Constants => IsConstant ? [.. Elements.Select(e => e!.Factor)] : null;

    public static Numbers Int64s(IReadOnlyList<Term?> elements) => new(ElementType.Int64, elements, IsScalar: false);

    /// <returns>null for a tensor that no shape is made of.</returns>
    public static Numbers? Of(Tensor tensor)
    {
        if (tensor.Shape.Count > 1 || tensor.Count > Longest) return null;
        return tensor.Type switch
        {
            ElementType.Int64 => Of(tensor, tensor.Span<long>().ToArray()),
            ElementType.Int32 => Of(tensor, [.. tensor.Span<int>().ToArray().Select(v => (long)v)]),
            ElementType.Bool  => Of(tensor, [.. tensor.Span<byte>().ToArray().Select(v => v == 0 ? 0L : 1L)]),
            _                 => null,
        };
    }

    /// <returns>null unless all elements are numbers of the type.</returns>
    public Tensor? ToTensor()
    {
        if (Constants is not { } values) return null;
        long[] shape = IsScalar ? [] : [values.Count];
        return Type switch
        {
            ElementType.Int64                                                      => Tensor.Int64s(shape, [.. values]),
            ElementType.Int32 when values.All(v => v is >= int.MinValue and <= int.MaxValue) => Tensor.Of<int>(Type, shape, [.. values.Select(v => (int)v)]),
            ElementType.Bool                                                       => Tensor.Of<byte>(Type, shape, [.. values.Select(v => (byte)v)]),
            _                                                                      => null,
        };
    }

    static Numbers Of(Tensor tensor, IReadOnlyList<long> values) => new(tensor.Type, [.. values.Select(Term.Of)], tensor.Shape.Count == 0);
}
