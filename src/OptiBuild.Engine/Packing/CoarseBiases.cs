using OptiBuild.Onnx;

namespace OptiBuild.Engine.Packing;

/// <summary>The bias of an integer kernel with fewer digits.</summary>
sealed record CoarseBias(Value Bias, int[] Values);

/// <summary>Biases of integer kernels lose the digits that their outputs cannot tell.</summary>
/// <remarks>
///   q' = round(q / k) · k        k = the largest power of two with k · s_b ≤ s_y / 8
/// An int32 bias is as fine as the products it is added to. The rounding is at most 1/16 of the step s_y that the output is rounded to; bytes that are always 0 code in no room.
/// </remarks>
static class CoarseBiases
{
    const int StepsPerOutputStep = 8;
    const int BiasInput = 2;

    public static IReadOnlyList<CoarseBias> Plan(Graph graph) =>
        [.. graph.Nodes.Where(n => n.Is("Conv") || n.Is("Gemm")).Select(PlanOne).OfType<CoarseBias>()];

    /// <returns>How many biases changed.</returns>
    public static int Apply(IReadOnlyList<CoarseBias> plans)
    {
        foreach (var (bias, values) in plans) bias.Data = Tensor.Of<int>(ElementType.Int32, bias.Data!.Shape, values);
        return plans.Count;
    }

    static CoarseBias? PlanOne(Node node)
    {
        if (OutputScale(node) is not { } outputScale || node.Input(BiasInput)?.Producer is not { } dequantize || !dequantize.Is("DequantizeLinear")) return null;
        if (dequantize.Input(0) is not { IsConstant: true, Data: { Type: ElementType.Int32, Shape.Count: 1 } integers, Uses.Count: 1 } bias) return null;
        if (dequantize.Input(1) is not { IsConstant: true, Data: { Type: ElementType.Float } scales } || scales.Count != 1 && scales.Count != integers.Count) return null;
        var values = integers.Span<int>().ToArray();
        for (var c = 0; c < values.Length; c++) values[c] = Coarse(values[c], outputScale / StepsPerOutputStep / scales.Span<float>()[scales.Count == 1 ? 0 : c]);
        return integers.Span<int>().SequenceEqual(values) ? null : new(bias, values);
    }

    /// <summary>The nearest multiple of the largest power of two that is not above <paramref name="most"/>.</summary>
    static int Coarse(int value, float most)
    {
        if (!(most >= 2) || !float.IsFinite(most)) return value;
        var multiple = 1L << Math.Min(30, Math.ILogB(most));
        var half = multiple / 2;
        var nearest = (value + (value >= 0 ? half : -half)) / multiple * multiple;
        return nearest is >= int.MinValue and <= int.MaxValue ? (int)nearest : value;
    }

    /// <summary>Of the one QuantizeLinear that reads the output, or what the kernel clips it to; null where the output is also needed in float.</summary>
    static float? OutputScale(Node node)
    {
        if (node.Output(0) is not { IsGraphOutput: false, Uses: [{ Index: 0, Node: var next }] }) return null;
        if (next.Is("Relu") || next.Is("Clip")) return OutputScale(next);
        return next.Is("QuantizeLinear") && next.Input(1) is { IsConstant: true, Data: { Type: ElementType.Float, Count: 1 } scale } && scale.Span<float>()[0] is var s && float.IsNormal(s) && s > 0 ? s : null;
    }
}
