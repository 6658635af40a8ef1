using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Infra;

/// <summary>Which operators of a model between QuantizeLinear and DequantizeLinear x64 without VNNI would compute wrongly.</summary>
/// <remarks>Simulates every output's sum of products on the activations that are worst for it and on random ones; made apart from the product's rule for pairs.</remarks>
static class Saturation
{
    const int RandomRuns = 8;

    public static IReadOnlyList<string> Of(Model model, ulong seed = 1)
    {
        var random = new SplitMix64(seed);
        return [.. model.Graphs.SelectMany(g => g.Nodes).Where(n => Sums(n).Any(weights => Differs(weights, ref random))).Select(n => n.Label)];
    }

    static bool Differs(sbyte[] weights, ref SplitMix64 random)
    {
        var differs = Differs(weights, q => q > 0) || Differs(weights, q => q < 0) || Differs(weights, _ => true);
        var activations = new byte[weights.Length];
        for (var run = 0; run < RandomRuns && !differs; run++)
        {
            for (var k = 0; k < activations.Length; k++) activations[k] = (byte)random.Next(256);
            differs = Differs(activations, weights);
        }
        return differs;
    }

    static bool Differs(sbyte[] weights, Func<sbyte, bool> isOn) => Differs([.. weights.Select(q => isOn(q) ? byte.MaxValue : byte.MinValue)], weights);

    static bool Differs(byte[] activations, sbyte[] weights) => Int8Dots.Exact(activations, weights) != Int8Dots.Saturating(activations, weights);

    /// <summary>The weights of each output in the order of the kernel; none where it adds in 32 bits.</summary>
    static IEnumerable<sbyte[]> Sums(Node node)
    {
        if (node.OpType == "MatMulInteger") return node.Input(1)?.Data is { Type: ElementType.Int8 } integers ? OfColumns(integers) : [];
        if (node.Input(0)?.Producer?.OpType != "DequantizeLinear" || node.Input(1)?.Producer is not { OpType: "DequantizeLinear" } dequantize) return [];
        if (dequantize.Input(0)?.Data is not { Type: ElementType.Int8 } weight) return [];
        return node.OpType switch
        {
            "Conv"                                          => OfConv(weight, node.Attributes.Int("group", 1)),
            "Gemm" when node.Attributes.Int("transB", 0) == 1 => OfRows(weight),
            "Gemm" or "MatMul"                              => OfColumns(weight),
            _                                               => [],
        };
    }

    static IEnumerable<sbyte[]> OfConv(Tensor weight, long group)
    {
        var (outputs, channels) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        if (channels == 1 && outputs == group) yield break;
        var each = (int)weight.Count / outputs;
        var taps = each / channels;
        for (var o = 0; o < outputs; o++)
        {
            var sum = new List<sbyte>(each);
            for (var t = 0; t < taps; t++)
            for (var c = 0; c < channels; c++)
                sum.Add(weight.Span<sbyte>()[o * each + c * taps + t]);
            yield return [.. sum];
        }
    }

    static IEnumerable<sbyte[]> OfRows(Tensor weight)
    {
        var depth = (int)weight.Shape[1];
        for (var n = 0; n < weight.Shape[0]; n++) yield return weight.Span<sbyte>().Slice(n * depth, depth).ToArray();
    }

    static IEnumerable<sbyte[]> OfColumns(Tensor weight)
    {
        var (depth, columns) = ((int)weight.Shape[^2], (int)weight.Shape[^1]);
        for (var matrix = 0; matrix < weight.Count / (depth * columns); matrix++)
        for (var n = 0; n < columns; n++)
        {
            var sum = new sbyte[depth];
            for (var k = 0; k < depth; k++) sum[k] = weight.Span<sbyte>()[(matrix * depth + k) * columns + n];
            yield return sum;
        }
    }
}
