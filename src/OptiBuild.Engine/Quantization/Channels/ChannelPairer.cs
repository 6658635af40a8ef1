using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>The channels of a group get other numbers: safe pairs of weights then cost less.</summary>
/// <param name="Order">Which channel comes at each place.</param>
/// <param name="Before">Mean share of noise in the weights that read the channels.</param>
/// <param name="After">The same in the new order.</param>
sealed record OrderPlan(ChannelGroup Group, int[] Order, double Before, double After);

/// <summary>Renumbers channels so that fewer neighbours are large and of equal sign; in real numbers nothing changes.</summary>
/// <remarks>Kernels that add two products in 16 bits allow such pairs less than the full range: <see cref="PairSafety"/>.</remarks>
static class ChannelPairer
{
    /// <summary>What has to remain of the noise at most.</summary>
    const double LargestRest = 0.98;

    /// <summary>Sums over pairs of channels beyond which looking for an order takes longer than rounding the weights.</summary>
    const double MostWork = 2e10;

    public static IReadOnlyList<OrderPlan> Plan(Model model, Placement placement, Target target)
    {
        if (!target.Saturates) return [];
        return [.. ChannelGroups.Find(model, Depthwise.HandsOn).Where(g => g.Declined is null && Paired(g, placement).Any()).AsParallel().AsOrdered().Select(g => Plan(g, placement, target)).OfType<OrderPlan>()];
    }

    /// <returns>How many groups got another order.</returns>
    public static int Apply(IReadOnlyList<OrderPlan> plans)
    {
        foreach (var plan in plans)
            foreach (var constant in plan.Group.Constants) constant.Replace(Permuted(constant.Data, constant.Axis, plan.Order), "reordered");
        return plans.Count;
    }

    /// <summary>Weights in which neighbours along the channels are added in pairs.</summary>
    static IEnumerable<ChannelConstant> Paired(ChannelGroup group, Placement placement) =>
        group.Readers.Where(c => placement.IsInt8(c.Node) && c.Data.Shape[c.Axis] == group.Channels && group.Channels % 2 == 0);

    static OrderPlan? Plan(ChannelGroup group, Placement placement, Target target)
    {
        ChannelConstant[] paired = [.. Paired(group, placement)];
        if (paired.Sum(c => (double)c.Data.Count * group.Channels) > MostWork) return null;
        var pairing = new ChannelPairing(group.Channels);
        foreach (var c in paired) pairing.Add(c.Data.Span<float>(), Shape(c));
        var order = pairing.Order();
        ChannelConstant[] read = [.. group.Readers.Where(c => placement.IsInt8(c.Node))];
        var (before, after) = (read.Average(c => Noise(c, c.Data, target)), read.Average(c => Noise(c, Permuted(c.Data, c.Axis, order), target)));
        return after < LargestRest * before ? new(group, order, before, after) : null;
    }

    static ChannelShape Shape(ChannelConstant c) => ChannelShape.Of([.. c.Data.Shape], WeightAxis.OfOutputs(c.Node).Axis);

    static double Noise(ChannelConstant c, Tensor weight, Target target)
    {
        var rounded = RoundToNearest.PerChannel(weight.Span<float>(), Shape(c), new Rounding(target.Weights.Max) { Pairs = Products.Pairs(c.Node, weight) });
        return Math.Pow(10, -rounded.SqnrDb / 10);
    }

    /// <summary>Blocks of entries along <paramref name="axis"/>, as many as there are channels, in another order.</summary>
    public static Tensor Permuted(Tensor tensor, int axis, int[] order)
    {
        var from = tensor.Span<float>();
        var to = new float[tensor.Count];
        var block = (int)(Tensor.CountOf([.. tensor.Shape.Skip(axis)]) / order.Length);
        for (var start = 0; start < to.Length; start += block * order.Length)
            for (var c = 0; c < order.Length; c++) from.Slice(start + order[c] * block, block).CopyTo(to.AsSpan(start + c * block));
        return Tensor.Of<float>(ElementType.Float, tensor.Shape, to);
    }
}
