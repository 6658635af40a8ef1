using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

/// <summary>int8 operator → Relu → QuantizeLinear becomes int8 operator → QuantizeLinear → Clip, where the model's zero point leaves integers below 0.</summary>
/// <remarks>
/// Models trained for symmetric int8 round the result of a Relu with zero point 0. ONNX Runtime then has no int8 kernel for the operator before it: it
/// takes in an activation function only where the integers end with its range. Rounding never changes order, so clipping integers gives the same:
///   round(clip(x, a, b) / s) + z = clip(round(x / s) + z, round(a / s) + z, round(b / s) + z)
/// </remarks>
static class IntegerClips
{
    internal const string Reason = "already quantized in the model; done on the integers behind the rounding instead of before it: the same values, and the operator before it has an int8 kernel";

    /// <returns>How many activation functions moved.</returns>
    public static int Apply(Graph graph)
    {
        var moving = graph.Nodes.Where(CanMove).ToArray();
        foreach (var node in moving) Move(graph, node);
        return moving.Length;
    }

    /// <summary>It stands between an operator on integers and the rounding, and the rounding alone does not do its work.</summary>
    public static bool CanMove(Node node) =>
        node.Input(0) is { Producer: { } before, IsGraphOutput: false, Uses.Count: 1 } && OpRules.Of(before) is Weighted or Computes && Conversions.OfActivation(before.Input(0)) is not null
        && node.Output(0) is { IsGraphOutput: false, Uses: [{ Index: 0, Node: var quantize }] } && Parameters(quantize) is { } given
        && ClipRange.Of(node) is { } range && range.Min <= range.Max && Bounds(range, given.Affine) != (given.Affine.Min, given.Affine.Max);

    static GivenParameters? Parameters(Node quantize) =>
        Conversions.IsQuantize(quantize) ? Conversions.Of(quantize, Scheme.U8Tensor) ?? Conversions.Of(quantize, Scheme.S8Tensor) : null;

    static (int Min, int Max) Bounds(ClipRange range, Affine affine)
    {
        ReadOnlySpan<float> ends = [range.Min, range.Max];
        Span<int> integers = stackalloc int[2];
        affine.Quantize(ends, integers);
        return (integers[0], integers[1]);
    }

    static void Move(Graph graph, Node node)
    {
        var quantize = node.Output(0)!.Uses[0].Node;
        var given = Parameters(quantize)!;
        var (min, max) = Bounds(ClipRange.Of(node)!.Value, given.Affine);
        var integers = quantize.Output(0)!;
        quantize.SetInput(0, node.Input(0));
        quantize.SetOutput(0, graph.AddNamed($"{integers.Name}_unclipped"));
        var clip = graph.AddNode("Clip");
        clip.Name = $"{node.Label}_int8";
        clip.SetInput(0, quantize.Output(0));
        clip.SetInput(1, Bound(graph, $"{clip.Name}_min", given, min));
        clip.SetInput(2, Bound(graph, $"{clip.Name}_max", given, max));
        clip.SetOutput(0, integers);
        graph.Remove(node);
    }

    static Value Bound(Graph graph, string name, GivenParameters given, int bound) =>
        graph.AddConstant(name, new Tensor(given.Zero.Data!.Type, [], new[] { unchecked((byte)bound) }));
}
