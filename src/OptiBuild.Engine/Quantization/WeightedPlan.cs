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

/// <summary>What a layer reads on average: [channels · kernel positions], empty where unknown.</summary>
readonly record struct MeanInput(Node Layer, double[] Means);

/// <summary>Integers for the weight of one weighted operator, and what becomes of its bias.</summary>
/// <param name="Bias">int32, added inside the kernel.</param>
/// <param name="FloatBias">Added behind the kernel.</param>
sealed record WeightedPlan(WeightPlan Weight, BiasPlan? Bias, FloatBias? FloatBias)
{
    public static WeightedPlan Of(Node node, Weighted rule, Target target, LayerInput input)
    {
        var weight = node.Input(rule.Weight)!.Data!;
        var axis = Axis.Of(rule.ChannelAxis(node), weight.Shape);
        var shape = ChannelShape.Of([.. weight.Shape], axis);
        var bias = rule.Bias is null ? null : PerChannel(node.Input(rule.Bias.Value)?.Data, shape.Channels);
        var least = new float[shape.Channels];
        if (bias is not null) Numerics.Weights.Bias.LeastWeightScales(bias, input.Scale, least);

        var rounded = RoundToNearest.PerChannel(weight.Span<float>(), shape, target.Weights.Max, least);
        var plan = new WeightPlan(node, rule.Weight, target.Weights, axis, MemoryMarshal.AsBytes<sbyte>(rounded.Values).ToArray(), rounded.Scales, 0, rounded.SqnrDb);
        var mean = new MeanInput(node, input.Means);
        if (bias is null) return new(plan, null, BiasPlace.Of(node) is { } place && mean.Means.Length > 0 ? Corrected(place, weight, new Rounded(rounded, shape), mean) : null);

        Correct(bias, weight, new Rounded(rounded, shape), mean);
        return new(plan, Round(bias, node, rule, rounded.Scales, input.Scale), null);
    }

    static BiasPlan Round(float[] bias, Node node, Weighted rule, float[] weightScales, float inputScale)
    {
        var scales = new float[bias.Length];
        Numerics.Weights.Bias.Scales(inputScale, weightScales, scales);
        var integers = new int[bias.Length];
        Numerics.Weights.Bias.Quantize(bias, scales, integers);
        return new BiasPlan(node, rule.Bias!.Value, integers, scales);
    }

    /// <summary>The bias at <paramref name="place"/> with what rounding shifts taken back.</summary>
    public static FloatBias Corrected(Use place, Tensor weight, Rounded rounded, MeanInput mean)
    {
        var bias = PerChannel(BiasPlace.Data(place), rounded.Shape.Channels);
        Correct(bias, weight, rounded, mean);
        return new(place, bias);
    }

    /// <summary>Takes back what rounding the weights shifts the outputs by.</summary>
    static void Correct(float[] bias, Tensor weight, Rounded rounded, MeanInput mean)
    {
        if (mean.Means.Length == 0) return;
        var layer = new LayerShape(rounded.Shape, (int)mean.Layer.Attributes.Int("group", 1));
        var shift = BiasCorrection.Shift(weight.Span<float>(), rounded.Weights, layer, mean.Means);
        for (var c = 0; c < bias.Length; c++)
            if (double.IsFinite(shift[c])) bias[c] = (float)(bias[c] + shift[c]);
    }

    /// <summary>One value per channel, also where the model gives one for all or none.</summary>
    static float[] PerChannel(Tensor? bias, int channels)
    {
        var all = new float[channels];
        if (bias is { Count: 1 }) all.AsSpan().Fill(bias.Span<float>()[0]);
        else bias?.Span<float>().CopyTo(all);
        return all;
    }
}
