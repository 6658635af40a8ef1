using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Refining;

/// <summary>Operators that are taken back together: products that read the same, a convolution, arithmetic on activations. What follows them goes with them.</summary>
/// <param name="Search">Noise in its weights and in the activations it reads and gives; what that does to the answers is not in it.</param>
sealed record ReversalUnit(IReadOnlyList<Node> Nodes, SearchUnit Search)
{
    /// <summary>In execution order.</summary>
    public static IReadOnlyList<ReversalUnit> Of(Draft draft, QuantizationPlan plan)
    {
        var weights = plan.Weights.Where(w => w.Axis is not null).Select(w => (w.Node, Noise: Share(w.Output?.SqnrDb ?? w.SqnrDb), Count: (long)w.Values.Length))
            .Concat(plan.Stored.Select(s => (s.Node, Noise: Share(s.Output?.SqnrDb ?? s.Weights.SqnrDb), Count: (long)s.Weights.Values.Length)))
            .Concat(plan.Dynamic.Select(d => (d.Node, Noise: Share(d.Output?.SqnrDb ?? d.SqnrDb), d.Count))).ToLookup(w => w.Node);
        var activations = ActivationNoise(draft);
        return [.. draft.Model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => weights.Contains(n) || IsRounded(n)).GroupBy(Shared).Select(u => new ReversalUnit([.. u], Search([.. u])))];

        bool IsRounded(Node node) => plan.Placement.IsInt8(node) && OpRules.Of(node) is Weighted or Computes or Bounded;

        SearchUnit Search(Node[] nodes) => new(
            nodes.Any(plan.Placement.IsInt8) ? nodes.Where(plan.Placement.IsInt8).SelectMany(n => n.Inputs.Concat(n.Outputs.Take(1))).OfType<Value>().Distinct().Sum(v => activations.GetValueOrDefault(v)) : null,
            nodes.Any(weights.Contains) ? nodes.Sum(n => weights[n].Sum(w => w.Noise)) : null,
            nodes.Sum(n => weights[n].Sum(w => w.Count)));
    }

    /// <summary>Products of one activation are rounded by its one scale.</summary>
    static object Shared(Node node) => (node.Is("MatMul") || node.Is("Gemm")) && node.Input(0) is { } x ? x : node;

    static Dictionary<Value, double> ActivationNoise(Draft draft)
    {
        var noise = new Dictionary<Value, double>();
        foreach (var group in draft.Seen.Groups.Where(g => g is { Given: null, Fixed: null }))
        {
            var share = Share(PredictedError.SqnrDb(draft.Seen.Histograms[group], draft.Parameters[group.Values[0]]));
            foreach (var value in group.Values) noise[value] = share;
        }
        return noise;
    }

    static double Share(double db) => double.IsNaN(db) ? 0 : Math.Min(1, Math.Pow(10, -db / 10));
}
