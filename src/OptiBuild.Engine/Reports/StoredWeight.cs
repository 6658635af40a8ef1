using System.Numerics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Reports;

/// <summary>Constant data behind a node's input, seen through the DequantizeLinear that may stand between.</summary>
/// <param name="Zero">The integer that means 0.</param>
sealed record StoredWeight(Tensor Data, string Form, long Zero)
{
    public static StoredWeight? Of(Value? input)
    {
        if (input?.Data is { } direct) return new(direct, direct.Type.Name(), Zero: 0);
        if (input?.Producer is not { } producer || !producer.Is("DequantizeLinear") || producer.Input(0)?.Data is not { } stored) return null;
        var channels = producer.Input(1)?.Data?.Count > 1;
        return new(stored, stored.Type.Name() + (channels ? " per channel" : " per tensor"), ZeroPoint(producer.Input(2)?.Data));
    }

    public double? Sparsity => Data.Count == 0 ? null : Zeros is { } zeros ? zeros / (double)Data.Count : null;

    /// <summary>Elements that mean 0; null for types that are not counted.</summary>
    public long? Zeros => Data.Type switch
    {
        ElementType.Float   => Count(0f),
        ElementType.Double  => Count(0d),
        ElementType.Float16 => Count((Half)0),
        ElementType.Int8    => Count((sbyte)Zero),
        ElementType.UInt8   => Count((byte)Zero),
        ElementType.Int16   => Count((short)Zero),
        ElementType.UInt16  => Count((ushort)Zero),
        ElementType.Int32   => Count((int)Zero),
        _                   => null,
    };

    /// <remarks>By value, so that −0 counts too.</remarks>
    long Count<T>(T zero) where T : unmanaged, INumber<T>
    {
        long count = 0;
        foreach (var value in Data.Span<T>())
            if (value == zero) count++;
        return count;
    }

    /// <summary>Of the first channel: weights are symmetric in every model that has several.</summary>
    static long ZeroPoint(Tensor? zero) => zero switch
    {
        { Type: ElementType.Int8, Count: > 0 }   => zero.Span<sbyte>()[0],
        { Type: ElementType.UInt8, Count: > 0 }  => zero.Span<byte>()[0],
        { Type: ElementType.Int16, Count: > 0 }  => zero.Span<short>()[0],
        { Type: ElementType.UInt16, Count: > 0 } => zero.Span<ushort>()[0],
        _                                        => 0,
    };
}
