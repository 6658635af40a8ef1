using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
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
    public static IReadOnlyDictionary<Use, Rounded> Of(Graph graph, Placement placement, Target target, (LevelRange Range, MomentSource? Source) by)
    {
        Node[] nodes = [.. graph.Nodes.Where(n => IsRecurrent(n, placement))];
        var rounded = new Dictionary<Use, Rounded>();
        if (by.Source is not null) RecurrentMoments.Each(by.Source, nodes, Round);
        foreach (var node in nodes.Where(n => !rounded.ContainsKey(new(n, Lstm.W)))) Round(node, new(null, null));
        return rounded;

        void Round(Node node, RecurrentMoments moments)
        {
            rounded[new(node, Lstm.W)] = RecurrentRounding.Round(Weight(node, Lstm.W, target), (target.Weights.Max, by.Range), moments.Inputs);
            rounded[new(node, Lstm.R)] = RecurrentRounding.Round(Weight(node, Lstm.R, target), (target.Weights.Max, by.Range), moments.States);
        }
    }

    public static bool IsRecurrent(Node node, Placement placement) => placement.Dynamic.Contains(node) && OpRules.DynamicByOp.ContainsKey(node.OpType);

    public static RecurrentPlan Plan(Node node, Rounded input, Rounded state) =>
        new(node, OpRules.DynamicByOp[node.OpType], [new(Lstm.W, input.Weights, input.Granularity), new(Lstm.R, state.Weights, state.Granularity)])
        {
            Output = new[] { input.Output, state.Output }.OfType<OutputQuality>().MinBy(o => o.SqnrDb),
            Bias = CanCorrect(node) ? Bias(node, [(Lstm.W, input), (Lstm.R, state)]) : null,
        };

    static bool CanCorrect(Node node) => node.Input(Lstm.B) is null or { IsConstant: true };

    /// <summary>Every direction sees its own states, so that they are groups of R; what is read, all directions see.</summary>
    static LayerWeight Weight(Node node, int input, Target target)
    {
        var data = node.Input(input)!.Data!;
        var shape = new ChannelShape(1, (int)(data.Shape[0] * data.Shape[1]), (int)data.Shape[2]);
        return new(data, new(shape, input == Lstm.R ? (int)data.Shape[0] : 1), [], target.Saturates ? PairOrder.Along(shape.Inner) : PairOrder.None, CanCorrect(node));
    }

    static Rounded Round(LayerWeight w, (int QMax, LevelRange Range) goal, Moments? moments)
    {
        var finest = Finest(w, goal.QMax, moments);
        if (moments is not null) finest = finest with { Means = [.. moments.Fit.Sums.ToArray().Select(s => s / moments.Fit.Count)] };
        // One step for all channels is also what its kernel is fastest with.
        return finest with { Coarser = LevelCurve.Of(w, finest with { Granularity = Granularity.Tensor }, moments, goal.Range.Steps(0)) };
    }

    static Rounded Finest(LayerWeight w, int qmax, Moments? moments)
    {
        var whole = PerDirection(w, qmax, moments);
        if (Quality(whole) >= PoorDb) return whole;
        var channels = moments is null ? LayerRounding.Nearest(w, qmax) : LayerRounding.Best(w, qmax, moments);
        return Quality(channels) >= Quality(whole) + LeastGainDb ? channels : whole;
    }

    static double Quality(Rounded rounded) => rounded.Output?.SqnrDb ?? rounded.Weights.SqnrDb;

    /// <summary>One scale for each direction, repeated for all its channels.</summary>
    static Rounded PerDirection(LayerWeight w, int qmax, Moments? moments)
    {
        var (directions, outputs, columns) = ((int)w.Data.Shape[0], (int)w.Data.Shape[1], (int)w.Data.Shape[2]);
        var pairs = w.Pairs.Columns == 0 ? PairOrder.None : PairOrder.Along(columns, outputs);
        var nearest = RoundToNearest.PerChannel(w.Data.Span<float>(), new ChannelShape(1, directions, outputs * columns), new Rounding(qmax) { Pairs = pairs });
        nearest = nearest with { Scales = [.. nearest.Scales.SelectMany(s => Enumerable.Repeat(s, outputs))] };
        var rounded = moments is null ? new(nearest, w.Layer) : LayerRounding.Better(w, moments, nearest, LayerRounding.Settings(w, qmax) with { Scales = nearest.Scales });
        return rounded with { Granularity = Granularity.Tensor };
    }

    /// <summary>[directions, those of W and those of R], with what rounding shifts on average taken back where that helps; null where nothing is.</summary>
    static float[]? Bias(Node node, IReadOnlyList<(int Input, Rounded Rounded)> weights)
    {
        if (!weights.Any(w => Shifts(w.Rounded))) return null;
        var shape = node.Input(Lstm.W)!.Data!.Shape;
        var (directions, outputs) = ((int)shape[0], (int)shape[1]);
        var bias = node.Input(Lstm.B)?.Data!.Span<float>().ToArray() ?? new float[directions * weights.Count * outputs];
        for (var part = 0; part < weights.Count; part++)
        {
            var (input, rounded) = weights[part];
            if (!Shifts(rounded)) continue;
            var shift = BiasCorrection.Shift(node.Input(input)!.Data!.Span<float>(), rounded.Weights, rounded.Layer, rounded.Means);
            for (var o = 0; o < shift.Length; o++) bias[(o / outputs * weights.Count + part) * outputs + o % outputs] += (float)shift[o];
        }
        return bias;
    }

    static bool Shifts(Rounded rounded) => rounded is { Output: not null, MeanHelps: true, Means.Length: > 0 };
}
