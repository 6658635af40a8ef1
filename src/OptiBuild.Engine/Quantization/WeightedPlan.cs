using System.Runtime.InteropServices;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>What a layer reads on average: [channels · kernel positions], empty where unknown.</summary>
readonly record struct MeanInput(Node Layer, double[] Means);

/// <summary>Integers for the weight of one weighted operator, and what becomes of its bias.</summary>
/// <param name="Bias">int32, added inside the kernel.</param>
/// <param name="FloatBias">Added behind the kernel.</param>
sealed record WeightedPlan(WeightPlan Weight, BiasPlan? Bias, FloatBias? FloatBias)
{
    /// <summary>What has to be rounded for an operator that reads integers of <paramref name="inputScale"/>; 0 where it computes in float.</summary>
    public static LayerWeight Layer(Node node, Weighted rule, Target target, float inputScale)
    {
        var weight = node.Input(rule.Weight)!.Data!;
        var shape = ChannelShape.Of([.. weight.Shape], Axis.Of(rule.ChannelAxis(node), weight.Shape));
        float[] least = [];
        if (inputScale > 0 && rule.Bias is { } bias)
            Numerics.Weights.Bias.LeastWeightScales(PerChannel(node.Input(bias)?.Data, shape.Channels), inputScale, least = new float[shape.Channels]);
        var pairs = inputScale > 0 && target.Saturates ? Products.Pairs(node, weight) : PairOrder.None;
        return new(weight, new(shape, (int)node.Attributes.Int("group", 1)), least, pairs, BiasPlace.Of(node) is not null);
    }

    public static WeightedPlan Of(Node node, Weighted rule, Target target, (Rounded Rounded, float InputScale, double[] Means) layer)
    {
        var (rounded, weight) = (layer.Rounded, node.Input(rule.Weight)!.Data!);
        var mean = new MeanInput(node, rounded.MeanHelps ? layer.Means : []);
        var plan = new WeightPlan(node, rule.Weight, target.Weights, Axis.Of(rule.ChannelAxis(node), weight.Shape),
            MemoryMarshal.AsBytes<sbyte>(rounded.Weights.Values).ToArray(), rounded.Weights.Scales, 0, rounded.Weights.SqnrDb) { Output = rounded.Output };
        if (rule.Bias is null) return new(plan, null, BiasPlace.Of(node) is { } place && mean.Means.Length > 0 ? Corrected(place, weight, rounded, mean) : null);

        var bias = PerChannel(node.Input(rule.Bias.Value)?.Data, rounded.Shape.Channels);
        Correct(bias, weight, rounded, mean);
        return new(plan, Round(bias, node, rule, rounded.Weights.Scales, layer.InputScale), null);
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
        var shift = BiasCorrection.Shift(weight.Span<float>(), rounded.Weights, rounded.Layer, mean.Means);
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
