using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>The channels of a group are divided by <paramref name="Scales"/>, the weights that read them multiplied with them.</summary>
/// <param name="Rest">What remains of the expected error.</param>
sealed record EqualizationPlan(ChannelGroup Group, float[] Scales, double Rest);

/// <summary>Lets channels share the one scale of an activation better; in real numbers nothing changes.</summary>
static class Equalizer
{
    public static IReadOnlyList<EqualizationPlan> Plan(Model model, Placement placement, Target target, Data.Samples? samples, Run run)
    {
        if (samples is null || placement.Int8.Count == 0) return [];
        ChannelGroup[] groups = [.. ChannelGroups.Find(model, Depthwise.Ends).Where(g => Declines(g) is null && g.Readers.Any(r => placement.IsInt8(r.Node)))];
        if (groups.Length == 0) return [];
        var axes = groups.SelectMany(g => Read(g, placement).Select(r => (Value: r.Node.Input(0)!, g))).DistinctBy(r => r.Value).ToDictionary(r => r.Value, r => (r.g.Values[r.Value].Axis, r.g.Channels));
        var rows = ChannelExtents.Rows(model, axes, samples, run);
        return [.. groups.Select(g => Plan(g, placement, target, rows)).OfType<EqualizationPlan>()];
    }

    /// <returns>How many groups were scaled.</returns>
    public static int Apply(IReadOnlyList<EqualizationPlan> plans)
    {
        foreach (var plan in plans)
            foreach (var constant in plan.Group.Constants.Where(c => c.Role != ChannelRole.Multiplies))
                constant.Replace(Scaled(constant.Data, constant.Axis, constant.Role == ChannelRole.Reads ? plan.Scales : [.. plan.Scales.Select(s => 1 / s)]), "equalized");
        return plans.Count;
    }

    /// <summary>Branches that are added are rounded each with a scale of its own, which the expected error of the layers that read the sum does not show.</summary>
    public static string? Declines(ChannelGroup group) =>
        Homogeneity.Declines(group) ?? (group.Passed.FirstOrDefault(n => n.Inputs.Count(v => v is not null && group.Values.ContainsKey(v)) > 1) is { } sum ? $"'{sum.Label}' adds branches" : null);

    static IEnumerable<ChannelConstant> Read(ChannelGroup group, Placement placement) =>
        group.Readers.Where(r => placement.IsInt8(r.Node) && group.Values[r.Node.Input(0)!].Block == 1);

    static EqualizationPlan? Plan(ChannelGroup group, Placement placement, Target target, IReadOnlyDictionary<Value, ChannelRows> rows)
    {
        EqualizedLayer[] layers = [.. Read(group, placement).Where(r => rows[r.Node.Input(0)!].Rows.Count > 0).Select(r => new EqualizedLayer(rows[r.Node.Input(0)!], r.Data.Span<float>(), Shapes(r), target.Weights.Max))];
        return layers.Length > 0 && Equalization.Find(layers) is { } found ? new(group, found.Scales, found.Rest) : null;
    }

    static (ChannelShape, ChannelShape) Shapes(ChannelConstant c)
    {
        long[] shape = [.. c.Data.Shape];
        return (ChannelShape.Of(shape, c.Axis), ChannelShape.Of(shape, WeightAxis.OfOutputs(c.Node).Axis));
    }

    static Tensor Scaled(Tensor tensor, int axis, float[] scales)
    {
        var values = tensor.Span<float>().ToArray();
        var block = (int)(Tensor.CountOf([.. tensor.Shape.Skip(axis)]) / scales.Length);
        for (var i = 0; i < values.Length; i++) values[i] *= scales[i / block % scales.Length];
        return Tensor.Of<float>(ElementType.Float, tensor.Shape, values);
    }
}
