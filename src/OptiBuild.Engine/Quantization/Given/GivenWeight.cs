using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>A weight that the model already stores as int8, symmetric, in a form that int8 kernels take.</summary>
/// <param name="Scales">One, or one for each output channel.</param>
sealed record GivenWeight(float[] Scales, int Channels)
{
    /// <summary>Null where it is float, or stored in another form.</summary>
    public static GivenWeight? Of(Node node, Weighted rule)
    {
        if (Conversions.OfConstant(node.Input(rule.Weight)) is not { Domain: "" } source) return null;
        if (source.Input(0)!.Data is not { Type: ElementType.Int8, Shape.Count: > 0 } data || source.Attributes.Int("block_size", 0) != 0) return null;
        if (source.Input(1) is not { IsConstant: true, Data: { Type: ElementType.Float } scale }) return null;
        if (source.Input(2) is { } zero && (!zero.IsConstant || zero.Data!.Data.Span.ContainsAnyExcept((byte)0))) return null;
        if (rule.Bias is { } bias && node.Input(bias) is { IsConstant: false } computed && !MayKeep(computed, node.Input(rule.Data))) return null;
        var axis = Axis.Of(rule.ChannelAxis(node), data.Shape);
        var fits = scale.Count == 1 || scale.Count == data.Shape[axis] && Axis.Of((int)source.Attributes.Int("axis", 1), data.Shape) == axis;
        return fits && data.Shape.Count > axis ? new(scale.Span<float>().ToArray(), (int)data.Shape[axis]) : null;
    }

    /// <summary>A stored bias is in steps of the data's scale times the weight's: with other data it would mean something else.</summary>
    static bool MayKeep(Value bias, Value? data) => Conversions.OfConstant(bias) is not null && Conversions.OfActivation(data) is not null;

    /// <summary>The integers for a bias that still is float; null where there is none.</summary>
    /// <param name="scale">Of the data that the weight is multiplied with.</param>
    public BiasPlan? Bias(Node node, Weighted rule, float scale)
    {
        if (rule.Bias is not { } input || node.Input(input) is not { IsConstant: true } bias) return null;
        var values = WeightedPlan.PerChannel(bias.Data, Channels);
        var weightScales = Scales.Length == Channels ? Scales : [.. Enumerable.Repeat(Scales[0], Channels)];
        var scales = new float[Channels];
        Numerics.Weights.Bias.Scales(scale, weightScales, scales);
        var integers = new int[Channels];
        Numerics.Weights.Bias.Quantize(values, scales, integers);
        return new BiasPlan(node, input, integers, scales);
    }
}
