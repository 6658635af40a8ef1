using OptiBuild.Engine.Calibration;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Rounds the weights of recurrent operators.</summary>
static class RecurrentRounding
{
    /// <summary>A scale for each channel takes about a tenth more time than one for each direction. Below this the weights' error outweighs that of the activations, whose 8 bits over the range of one run give some 40 dB.</summary>
    const double PoorDb = 35;

    /// <summary>What a scale for each channel has to gain.</summary>
    const double LeastGainDb = 6;

    /// <param name="source">Null to look at no samples.</param>
    public static IReadOnlyList<RecurrentPlan> Plan(Graph graph, Placement placement, Target target, MomentSource? source)
    {
        Node[] nodes = [.. graph.Nodes.Where(n => placement.Dynamic.Contains(n) && OpRules.DynamicByOp.ContainsKey(n.OpType))];
        var plans = new Dictionary<Node, RecurrentPlan>();
        if (source is not null) RecurrentMoments.Each(source, nodes, (node, moments) => plans[node] = Plan(node, target, moments));
        return [.. nodes.Select(n => plans.GetValueOrDefault(n) ?? Plan(n, target, new(null, null)))];
    }

    static RecurrentPlan Plan(Node node, Target target, RecurrentMoments moments)
    {
        var canCorrect = node.Input(Lstm.B) is null or { IsConstant: true };
        var (w, r) = (Weight(node, Lstm.W, target) with { HasBias = canCorrect }, Weight(node, Lstm.R, target) with { HasBias = canCorrect });
        var (input, state) = (Round(w, target.Weights.Max, moments.Inputs), Round(r, target.Weights.Max, moments.States));
        return new(node, OpRules.DynamicByOp[node.OpType], [new(Lstm.W, input.Rounded.Weights, input.Granularity), new(Lstm.R, state.Rounded.Weights, state.Granularity)])
        {
            Output = new[] { input.Rounded.Output, state.Rounded.Output }.OfType<OutputQuality>().MinBy(o => o.SqnrDb),
            Bias = canCorrect ? Bias(node, [(w, input.Rounded, moments.Inputs), (r, state.Rounded, moments.States)]) : null,
        };
    }

    /// <summary>Every direction sees its own states, so that they are groups of R; what is read, all directions see.</summary>
    static LayerWeight Weight(Node node, int input, Target target)
    {
        var data = node.Input(input)!.Data!;
        var shape = new ChannelShape(1, (int)(data.Shape[0] * data.Shape[1]), (int)data.Shape[2]);
        return new(data, new(shape, input == Lstm.R ? (int)data.Shape[0] : 1), [], target.Saturates ? PairOrder.Along(shape.Inner) : PairOrder.None, HasBias: false);
    }

    static (Rounded Rounded, Granularity Granularity) Round(LayerWeight w, int qmax, Moments? moments)
    {
        var whole = PerDirection(w, qmax, moments);
        if (Quality(whole) >= PoorDb) return (whole, Granularity.Tensor);
        var channels = moments is null ? new(RoundToNearest.PerChannel(w.Data.Span<float>(), w.Layer.Weights, LayerRounding.Settings(w, qmax)), w.Layer) : LayerRounding.Best(w, qmax, moments);
        return Quality(channels) >= Quality(whole) + LeastGainDb ? (channels, Granularity.Channel) : (whole, Granularity.Tensor);
    }

    static double Quality(Rounded rounded) => rounded.Output?.SqnrDb ?? rounded.Weights.SqnrDb;

    /// <summary>One scale for each direction, repeated for all its channels.</summary>
    static Rounded PerDirection(LayerWeight w, int qmax, Moments? moments)
    {
        var (directions, outputs, columns) = ((int)w.Data.Shape[0], (int)w.Data.Shape[1], (int)w.Data.Shape[2]);
        var pairs = w.Pairs.Columns == 0 ? PairOrder.None : PairOrder.Along(columns, outputs);
        var nearest = RoundToNearest.PerChannel(w.Data.Span<float>(), new ChannelShape(1, directions, outputs * columns), new Rounding(qmax) { Pairs = pairs });
        nearest = nearest with { Scales = [.. nearest.Scales.SelectMany(s => Enumerable.Repeat(s, outputs))] };
        return moments is null ? new(nearest, w.Layer) : LayerRounding.Better(w, moments, nearest, LayerRounding.Settings(w, qmax) with { Scales = nearest.Scales });
    }

    /// <summary>[directions, those of W and those of R], with what rounding shifts on average taken back where that helps; null where nothing is.</summary>
    static float[]? Bias(Node node, IReadOnlyList<(LayerWeight Weight, Rounded Rounded, Moments? Moments)> weights)
    {
        if (!weights.Any(w => w.Moments is not null && w.Rounded is { Output: not null, MeanHelps: true })) return null;
        var (directions, outputs) = ((int)weights[0].Weight.Data.Shape[0], (int)weights[0].Weight.Data.Shape[1]);
        var bias = node.Input(Lstm.B)?.Data!.Span<float>().ToArray() ?? new float[directions * weights.Count * outputs];
        for (var part = 0; part < weights.Count; part++)
        {
            var (weight, rounded, moments) = weights[part];
            if (moments is null || rounded is not { Output: not null, MeanHelps: true }) continue;
            double[] means = [.. moments.Fit.Sums.ToArray().Select(s => s / moments.Fit.Count)];
            var shift = BiasCorrection.Shift(weight.Data.Span<float>(), rounded.Weights, rounded.Layer, means);
            for (var o = 0; o < shift.Length; o++) bias[(o / outputs * weights.Count + part) * outputs + o % outputs] += (float)shift[o];
        }
        return bias;
    }
}
