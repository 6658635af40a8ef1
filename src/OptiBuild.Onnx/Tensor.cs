using System.Runtime.InteropServices;

namespace OptiBuild.Onnx;

/// <summary>Constant data: an element type, a shape and the bits, little-endian and packed as in TensorProto.raw_data. Never changed in place.</summary>
public sealed class Tensor
{
    public Tensor(ElementType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        var expected = type.Bytes(CountOf(shape));
        if (type == ElementType.String)      throw new ArgumentException("Text has no raw form; use Tensor.OfStrings.", nameof(type));
        if (data.Length != expected)         throw new ArgumentException($"{type} [{string.Join(",", shape)}] takes {expected} bytes, not {data.Length}.", nameof(data));
        (Type, Shape, Data) = (type, shape, data);
    }

    Tensor(IReadOnlyList<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> strings)
    {
        if (strings.Count != CountOf(shape)) throw new ArgumentException($"[{string.Join(",", shape)}] takes {CountOf(shape)} strings, not {strings.Count}.", nameof(strings));
        (Type, Shape, Strings) = (ElementType.String, shape, strings);
    }

    public ElementType Type { get; }
    public IReadOnlyList<long> Shape { get; }
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>UTF-8 elements of a string tensor; null for every other type.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? Strings { get; }

    public string? DocString { get; init; }

    /// <summary>What the file holds beside the modelled fields; survives a round trip.</summary>
    internal Proto.TensorProto? Unmodelled { get; init; }

    public long Count => CountOf(Shape);

    /// <summary>The data as numbers of a type of the same size; no copy.</summary>
    public ReadOnlySpan<T> Span<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(Data.Span);

    public static Tensor Of<T>(ElementType type, IReadOnlyList<long> shape, ReadOnlySpan<T> values) where T : unmanaged =>
        new(type, shape, MemoryMarshal.AsBytes(values).ToArray());

    public static Tensor Floats(IReadOnlyList<long> shape, params ReadOnlySpan<float> values) => Of(ElementType.Float, shape, values);

    public static Tensor Int64s(IReadOnlyList<long> shape, params ReadOnlySpan<long> values) => Of(ElementType.Int64, shape, values);

    public static Tensor OfStrings(IReadOnlyList<long> shape, IReadOnlyList<ReadOnlyMemory<byte>> strings) => new(shape, strings);

    /// <summary>The same bits under another shape with as many elements.</summary>
    public Tensor WithShape(IReadOnlyList<long> shape) => Strings is { } s ? new(shape, s) : new(Type, shape, Data);

    /// <summary>The same data without what the file says about it in words.</summary>
    internal Tensor WithoutComments() => DocString is null && Unmodelled is null ? this : With(null, null);

    internal Tensor With(string? docString, Proto.TensorProto? unmodelled) =>
        Strings is { } s ? new(Shape, s) { DocString = docString, Unmodelled = unmodelled }
                         : new(Type, Shape, Data) { DocString = docString, Unmodelled = unmodelled };

    public static long CountOf(IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (var size in shape)
        {
            if (size < 0) throw new ArgumentException($"A constant cannot have the size {size}.", nameof(shape));
            count = checked(count * size);
        }
        return count;
    }
}
