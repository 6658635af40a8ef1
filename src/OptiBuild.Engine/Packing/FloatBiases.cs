using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>A bias that is stored as float again.</summary>
/// <param name="Place">The input that reads the dequantized integers today.</param>
sealed record FloatBiasPlan(Use Place, float[] Values);

/// <summary>Biases of integer kernels as float: the runtime makes the integers itself when it opens the model.</summary>
/// <remarks>
///   b' = round(b / Δ) · Δ        Δ = the largest power of two ≤ s_y / 8
/// An int32 bias needs a scale per channel beside it, whose digits cost as much as its own although they only repeat s_x · s_w. ONNX Runtime
/// (from 1.21, onnxruntime/core/optimizer/qdq_transformer/bias_quantization.cc) computes both where weight and data are dequantized and
/// the output is quantized. The rounding is at most 1/16 of the step s_y that the output is rounded to.
/// </remarks>
static class FloatBiases
{
    const int StepsPerOutputStep = 8;
    const int BiasInput = 2;

    public static IReadOnlyList<FloatBiasPlan> Plan(Graph graph) =>
        [.. graph.Nodes.Where(n => n.Is("Conv") || n.Is("Gemm")).Select(PlanOne).OfType<FloatBiasPlan>()];

    /// <returns>How many biases changed.</returns>
    public static int Apply(IReadOnlyList<FloatBiasPlan> plans)
    {
        foreach (var (place, values) in plans)
            place.Node.SetInput(place.Index, place.Node.Graph.AddConstant($"{place.Node.Label}_bias", Tensor.Floats([values.Length], values)));
        return plans.Count;
    }

    static FloatBiasPlan? PlanOne(Node node)
    {
        if (OutputScale(node) is not { } outputScale || !IsDequantizedTensor(node.Input(0)) || !HasFittingAxis(node)) return null;
        if (Dequantizer(node.Input(BiasInput)) is not { } bias || bias.Input(0)!.Data is not { Type: ElementType.Int32, Shape.Count: 1 } integers) return null;
        if (bias.Input(1)!.Data is not { Type: ElementType.Float } scales || scales.Count != integers.Count) return null;
        var step = Math.ScaleB(1, Math.ILogB(outputScale / StepsPerOutputStep));
        var values = new float[integers.Count];
        for (var c = 0; c < values.Length; c++)
            values[c] = (float)(Math.Round((double)integers.Span<int>()[c] * scales.Span<float>()[c] / step, MidpointRounding.ToEven) * step);
        return values.All(float.IsFinite) ? new(new(node, BiasInput), values) : null;
    }

    /// <summary>Of the one QuantizeLinear that reads the output; null where the output is also needed in float.</summary>
    static float? OutputScale(Node node) =>
        node.Output(0) is { IsGraphOutput: false, Uses: [{ Index: 0, Node: var quantize }] } && quantize.Is("QuantizeLinear")
        && quantize.Input(1) is { IsConstant: true, Data: { Type: ElementType.Float, Count: 1 } scale } && scale.Span<float>()[0] is var s && float.IsNormal(s) && s > 0 ? s : null;

    static bool IsDequantizedTensor(Value? value) =>
        value?.Producer is { } node && node.Is("DequantizeLinear") && node.Input(1) is { IsConstant: true, Data.Count: 1 } && node.Input(0)?.Data is null;

    /// <summary>The runtime only looks at scales per tensor or per output channel.</summary>
    static bool HasFittingAxis(Node node)
    {
        if (Dequantizer(node.Input(1)) is not { } weight) return false;
        if (weight.Input(1)!.Data!.Count == 1) return true;
        var outputs = node.Is("Gemm") && node.Attributes.Int("transB", 0) == 0 ? 1 : 0;
        return weight.Attributes.Int("axis", 1) == outputs;
    }

    /// <summary>The DequantizeLinear of constants that gives the value.</summary>
    static Node? Dequantizer(Value? value) =>
        value?.Producer is { } node && node.Is("DequantizeLinear") && node.Input(0) is { IsConstant: true } && node.Input(1) is { IsConstant: true } ? node : null;
}
