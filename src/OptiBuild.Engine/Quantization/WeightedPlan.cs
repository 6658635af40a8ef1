using System.Runtime.InteropServices;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>What a weighted operator reads.</summary>
/// <param name="Scale">Of its integers.</param>
/// <param name="Means">[channels · kernel positions] of its real values; empty where unknown.</param>
readonly record struct LayerInput(float Scale, double[] Means);

/// <summary>Rounded weights and where their channels lie.</summary>
readonly record struct Rounded(QuantizedWeights Weights, ChannelShape Shape);

/// <summary>Integers for the weight and the bias of one weighted operator.</summary>
static class WeightedPlan
{
    public static (WeightPlan Weight, BiasPlan? Bias) Of(Node node, Weighted rule, Target target, LayerInput input)
    {
        var weight = node.Input(rule.Weight)!.Data!;
        var axis = Axis.Of(rule.ChannelAxis(node), weight.Shape);
        var shape = ChannelShape.Of([.. weight.Shape], axis);
        var bias = rule.Bias is null ? null : PerChannel(node.Input(rule.Bias.Value)?.Data, shape.Channels);
        var least = new float[shape.Channels];
        if (bias is not null) Bias.LeastWeightScales(bias, input.Scale, least);

        var rounded = RoundToNearest.PerChannel(weight.Span<float>(), shape, target.Weights.Max, least);
        var plan = new WeightPlan(node, rule.Weight, target.Weights, axis, MemoryMarshal.AsBytes<sbyte>(rounded.Values).ToArray(), rounded.Scales, 0, rounded.SqnrDb);
        if (bias is null) return (plan, null);

        Correct(bias, node, weight, new Rounded(rounded, shape), input.Means);
        return (plan, Round(bias, node, rule, new float[shape.Channels], rounded.Scales, input.Scale));
    }

    static BiasPlan Round(float[] bias, Node node, Weighted rule, float[] scales, float[] weightScales, float inputScale)
    {
        Bias.Scales(inputScale, weightScales, scales);
        var integers = new int[bias.Length];
        Bias.Quantize(bias, scales, integers);
        return new BiasPlan(node, rule.Bias!.Value, integers, scales);
    }

    /// <summary>Takes back what rounding the weights shifts the outputs by.</summary>
    public static void Correct(float[] bias, Node node, Tensor weight, Rounded rounded, double[] means)
    {
        if (means.Length == 0) return;
        var shift = BiasCorrection.Shift(weight.Span<float>(), rounded.Weights, new LayerShape(rounded.Shape, (int)node.Attributes.Int("group", 1)), means);
        for (var c = 0; c < bias.Length; c++)
            if (double.IsFinite(shift[c])) bias[c] = (float)(bias[c] + shift[c]);
    }

    /// <summary>One value per channel, also where the model gives one for all or none.</summary>
    public static float[] PerChannel(Tensor? bias, int channels)
    {
        var all = new float[channels];
        if (bias is { Count: 1 }) all.AsSpan().Fill(bias.Span<float>()[0]);
        else bias?.Span<float>().CopyTo(all);
        return all;
    }
}
