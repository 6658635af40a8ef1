using OptiBuild.Numerics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>Scale and zero point that the model itself gives.</summary>
public sealed record GivenParameters(Value Scale, Value Zero, Affine Affine)
{
    /// <summary>They turn the same numbers into the same integers, wherever the constants are stored.</summary>
    public bool IsSame(GivenParameters other) => Affine == other.Affine;
}

/// <summary>QuantizeLinear and DequantizeLinear as other tools leave them in a model.</summary>
static class Conversions
{
    const string Microsoft = "com.microsoft";

    public static bool IsQuantize(Node? node) => node is { OpType: "QuantizeLinear", Domain: "" or Microsoft };

    public static bool IsDequantize(Node? node) => node is { OpType: "DequantizeLinear", Domain: "" or Microsoft };

    public static bool Is(Node? node) => IsQuantize(node) || IsDequantize(node);

    /// <summary>Of any type and granularity; null where <paramref name="value"/> is no constant kept as integers.</summary>
    public static Node? OfConstant(Value? value) => value?.Producer is { } p && IsDequantize(p) && p.Input(0) is { IsConstant: true } ? p : null;

    /// <summary>The data of a constant, stored as it is or as integers; null for what is computed.</summary>
    public static Tensor? Constant(Value? value) => value is { IsConstant: true } ? value.Data : OfConstant(value)?.Input(0)!.Data;

    /// <summary>Of any type and granularity; null where <paramref name="value"/> is no activation that comes from integers.</summary>
    public static Node? OfActivation(Value? value) => value?.Producer is { } p && IsDequantize(p) && p.Input(0) is { IsConstant: false } ? p : null;

    /// <summary>What the conversion rounds with; null where that is not one constant scale and zero point of <paramref name="scheme"/>'s type.</summary>
    public static GivenParameters? Of(Node conversion, Scheme scheme) =>
        conversion.Domain.Length == 0 && conversion.Input(1) is { IsConstant: true, Data: { Type: ElementType.Float, Count: 1 } scale } s
        && conversion.Input(2) is { IsConstant: true, Data: { Count: 1 } zero } z && zero.Type == scheme.Type && scale.Span<float>()[0] > 0
            ? new(s, z, new Affine(scale.Span<float>()[0], zero.Type == ElementType.Int8 ? zero.Span<sbyte>()[0] : zero.Span<byte>()[0], scheme.Min, scheme.Max))
            : null;
}
