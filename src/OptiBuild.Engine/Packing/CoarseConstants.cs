using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>A constant that is stored with the digits it needs.</summary>
sealed record CoarsePlan(Value Constant, float[] Values);

/// <summary>Biases, gains and products of scales with half of their digits.</summary>
/// <remarks>
/// Eight binary digits behind the point err by at most 1/512 of each value, about 59 dB below it; eight-bit weights and activations lie at 35 to 45 dB.
/// Only where a constant's part is known: coordinates or masks that a model adds may need every digit.
/// </remarks>
static class CoarseConstants
{
    /// <summary>Fewer are not worth a change.</summary>
    const int LeastElements = 8;

    const int Digits = 8;

    public static IReadOnlyList<CoarsePlan> Plan(Graph graph) =>
        HasIntegers(graph) ? [.. graph.Initializers.Where(MayChange).Select(PlanOne).OfType<CoarsePlan>()] : [];

    /// <returns>How many constants changed.</returns>
    public static int Apply(IReadOnlyList<CoarsePlan> plans)
    {
        foreach (var (constant, values) in plans) constant.Data = Tensor.Floats(constant.Data!.Shape, values);
        return plans.Count;
    }

    static CoarsePlan? PlanOne(Value constant)
    {
        var old = constant.Data!.Span<float>();
        var values = new float[old.Length];
        for (var i = 0; i < values.Length; i++) values[i] = CoarseFloat.Nearest(old[i], Digits);
        return old.SequenceEqual(values) ? null : new(constant, values);
    }

    /// <summary>A model that nobody rounded keeps its numbers.</summary>
    static bool HasIntegers(Graph graph) => graph.Initializers.Any(v => v.Data is { Type: ElementType.Int8 or ElementType.UInt8, Count: > LeastElements });

    static bool MayChange(Value value) =>
        value is { IsConstant: true, IsGraphOutput: false, Data: { Type: ElementType.Float, Count: >= LeastElements } } && value.Uses.Count > 0 && value.Uses.All(IsKnownPart);

    static bool IsKnownPart(Use use) => (use.Node.Domain, use.Node.OpType, use.Index) switch
    {
        ("", "Conv" or "ConvTranspose" or "Gemm", 2)              => true,
        ("", "LayerNormalization" or "InstanceNormalization" or "BatchNormalization", 1 or 2) => true,
        ("", "LSTM" or "GRU" or "RNN", 3)                         => true,
        ("com.microsoft", "DynamicQuantizeLSTM", 3)                => true,
        ("", "Mul", _)                                            => IsScaleOfIntegers(use),
        ("", "Add", _)                                            => IsBiasOrPosition(use),
        _                                                         => false,
    };

    /// <summary>y = Cast(integers) · s, the scale's own factor first where there is one.</summary>
    static bool IsScaleOfIntegers(Use use)
    {
        var other = use.Node.Input(1 - use.Index);
        if (other?.Producer is { } cast && cast.Is("Cast")) return true;
        return use.Node.Output(0)!.Uses is [{ Index: var index, Node: var product }] && product.Is("Mul")
            && product.Input(1 - index)?.Producer is { } sums && sums.Is("Cast") && sums.Input(0)?.Producer is { } integers && integers.Is("MatMulInteger");
    }

    /// <summary>Behind a product, or in front of a normalization that takes the values' size away.</summary>
    static bool IsBiasOrPosition(Use use)
    {
        var other = use.Node.Input(1 - use.Index)?.Producer;
        if (other is not null && (other.Is("MatMul") || other.Is("Conv"))) return true;
        if (other is not null && other.Is("Mul") && other.Inputs.Any(i => i?.Producer is { } cast && cast.Is("Cast"))) return true;
        return use.Node.Output(0)!.Uses.Any(u => u.Node.Is("LayerNormalization"));
    }
}
