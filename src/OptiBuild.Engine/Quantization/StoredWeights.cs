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
    /// <summary>Below this the nodes and scales that are added weigh more than what is saved.</summary>
    const int LeastElements = 1024;

    const int Levels = 127;

    /// <summary>The weights of operators that only store, and of weighted operators that could not run in int8, those in subgraphs included.</summary>
    /// <remarks>A weight that somebody else needs as it is would lie in the file twice: it stays float for all.</remarks>
    /// <param name="means">Mean inputs of layers, where known: their biases then take back what rounding shifts.</param>
    public static IReadOnlyList<StoredPlan> Plan(Graph graph, Placement placement, IReadOnlyDictionary<Node, double[]> means) =>
        [.. graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => !placement.IsInt8(n) && placement.MayStore(n)).SelectMany(Inputs).Where(p => Worthwhile(p, placement)).Select(p => PlanOne(p, means))];

    static IEnumerable<(Node Node, WeightInput Input)> Inputs(Node node)
    {
        if (node.Domain.Length > 0) return [];
        if (OpRules.StoredByOp.TryGetValue(node.OpType, out var stores)) return stores.Weights.Select(w => (node, w));
        return OpRules.Of(node) is Weighted rule ? [(node, new WeightInput(rule.Weight, rule.ChannelAxis(node)))] : [];
    }

    static bool Worthwhile((Node Node, WeightInput Input) place, Placement placement) =>
        place.Node.Input(place.Input.Index) is { IsConstant: true, Data: { Type: ElementType.Float, Shape.Count: >= 2, Count: >= LeastElements } data } weight
        && Constants.AreFinite(data) && !weight.IsGraphOutput && weight.Uses.All(u => placement.MayStore(u.Node));

    static StoredPlan PlanOne((Node Node, WeightInput Input) place, IReadOnlyDictionary<Node, double[]> means)
    {
        var weight = place.Node.Input(place.Input.Index)!.Data!;
        var axis = Axis.Of(place.Input.ChannelAxis, weight.Shape);
        var shape = ChannelShape.Of([.. weight.Shape], axis);
        var rounded = RoundToNearest.PerChannel(weight.Span<float>(), shape, Levels);
        return new(place.Node, place.Input.Index, axis, rounded) { Bias = Bias(place.Node, weight, new Rounded(rounded, shape), means) };
    }

    /// <summary>The corrected bias; null where the operator has none or its mean input is not known.</summary>
    static (int Input, float[] Values)? Bias(Node node, Tensor weight, Rounded rounded, IReadOnlyDictionary<Node, double[]> means)
    {
        if (OpRules.Of(node) is not Weighted { Bias: { } input } || node.Input(input) is { IsConstant: false } || means.GetValueOrDefault(node, []) is not { Length: > 0 } mean) return null;
        var bias = WeightedPlan.PerChannel(node.Input(input)?.Data, rounded.Shape.Channels);
        WeightedPlan.Correct(bias, node, weight, rounded, mean);
        return (input, bias);
    }
}
