using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Weights kept as int8 in the file and made float at load, for operators that compute in float anyway.</summary>
/// <remarks>
/// W' = Cast(q) · s, per channel. Cast and Mul of constants are folded by ONNX Runtime when it loads the model, so inference runs at the
/// float model's speed; a DequantizeLinear in their place would be kept and computed again in every run.
/// </remarks>
static class StoredWeights
{
    /// <summary>Below this the nodes and scales that are added weigh as much as what is saved: compressed, about 40 bytes against three for each weight.</summary>
    const int LeastElements = 128;

    const int Levels = 127;

    /// <summary>The weights of operators that only store, and of weighted operators that could not run in int8, those in subgraphs included.</summary>
    /// <remarks>A weight that somebody else needs as it is would lie in the file twice: it stays float for all.</remarks>
    /// <param name="rounded">Weights of layers that are rounded already.</param>
    /// <param name="means">Mean inputs of layers, where known: their biases then take back what rounding shifts.</param>
    public static IReadOnlyList<StoredPlan> Plan(Graph graph, Placement placement, IReadOnlyDictionary<Use, Rounded> rounded, IReadOnlyDictionary<Node, double[]> means) =>
        [.. Stored(graph, placement).Select(p => PlanOne(p, rounded.GetValueOrDefault(new(p.Node, p.Input.Index)) is { } known && known.Shape == Shape(p) ? known : Nearest(p), means))];

    static IEnumerable<(Node Node, WeightInput Input)> Stored(Graph graph, Placement placement) =>
        graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => !placement.IsInt8(n) && !placement.Dynamic.Contains(n) && placement.MayStore(n)).SelectMany(Inputs).Where(p => Worthwhile(p, placement));

    /// <summary>Weights that no layer reads, each once however many operators share it.</summary>
    public static IReadOnlyDictionary<Use, Rounded> Of(Graph graph, Placement placement, (LevelRange Range, MomentSource? Source) by)
    {
        var places = Stored(graph, placement).Where(p => OpRules.Of(p.Node) is not Weighted).GroupBy(p => (Weight: p.Node.Input(p.Input.Index)!, Shape: Shape(p)));
        return places.AsParallel().AsOrdered().SelectMany(sharing =>
        {
            var finest = Nearest(sharing.First());
            var layer = new LayerWeight(sharing.Key.Weight.Data!, finest.Layer, [], PairOrder.None, HasBias: false) { Importance = by.Source is null ? [] : RowFrequency.Of([.. sharing.Select(p => p.Node)], by.Source.Samples) };
            finest = LevelCurve.Weighed(finest, layer);
            finest = finest with { Coarser = LevelCurve.Of(layer, finest, null, by.Range.Steps(0)) };
            return sharing.Select(p => (Use: new Use(p.Node, p.Input.Index), Rounded: finest));
        }).ToDictionary(p => p.Use, p => p.Rounded);
    }

    static ChannelShape Shape((Node Node, WeightInput Input) place)
    {
        var weight = place.Node.Input(place.Input.Index)!.Data!;
        return ChannelShape.Of([.. weight.Shape], Axis.Of(place.Input.ChannelAxis, weight.Shape));
    }

    static Rounded Nearest((Node Node, WeightInput Input) place)
    {
        var shape = Shape(place);
        return new(RoundToNearest.PerChannel(place.Node.Input(place.Input.Index)!.Data!.Span<float>(), shape, Levels), new(shape, 1));
    }

    /// <summary>A layer that computes in float with a weight worth storing.</summary>
    public static bool Stores(Node node, Placement placement) =>
        !placement.IsInt8(node) && placement.MayStore(node) && OpRules.Of(node) is Weighted && Inputs(node).Any(p => Worthwhile(p, placement));

    static IEnumerable<(Node Node, WeightInput Input)> Inputs(Node node)
    {
        if (node.Domain.Length > 0) return [];
        if (OpRules.StoredByOp.TryGetValue(node.OpType, out var stores)) return stores.Weights.Select(w => (node, w));
        return OpRules.Of(node) is Weighted rule ? [(node, new WeightInput(rule.Weight, rule.ChannelAxis(node)))] : [];
    }

    static bool Worthwhile((Node Node, WeightInput Input) place, Placement placement) =>
        place.Node.Input(place.Input.Index) is { IsConstant: true, Data: { Type: ElementType.Float, Shape.Count: >= 2, Count: >= LeastElements } data } weight
        && Constants.AreFinite(data) && !weight.IsGraphOutput && weight.Uses.All(u => placement.MayStore(u.Node));

    static StoredPlan PlanOne((Node Node, WeightInput Input) place, Rounded rounded, IReadOnlyDictionary<Node, double[]> means)
    {
        var (node, weight) = (place.Node, place.Node.Input(place.Input.Index)!.Data!);
        var mean = OpRules.Of(node) is Weighted && rounded.MeanHelps ? means.GetValueOrDefault(node, []) : [];
        return new(node, place.Input.Index, Axis.Of(place.Input.ChannelAxis, weight.Shape), rounded.Weights)
        {
            Output = rounded.Output,
            Bias = mean.Length > 0 && BiasPlace.Of(node) is { } bias ? WeightedPlan.Corrected(bias, weight, rounded, new(node, mean)) : null,
        };
    }
}
