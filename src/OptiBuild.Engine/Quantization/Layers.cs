using OptiBuild.Engine.Pruning;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The report's row of each node: what became of it and why.</summary>
public static class Layers
{
    /// <param name="graph">Before the plan is applied. The nodes of its subgraphs follow its own.</param>
    public static IReadOnlyList<LayerReport> Of(Graph graph, QuantizationPlan plan, PruningPlan pruning)
    {
        var weights = plan.Weights.Where(w => w.Axis is not null).ToDictionary(w => w.Node);
        var stored = plan.Stored.ToLookup(s => s.Node);
        var dynamic = plan.Dynamic.ToDictionary(d => d.Node);
        var pruned = pruning.Weights.ToDictionary(p => p.Weight);
        var coded = CodedWeights.Of(plan);
        var methods = pruning.Weights.SelectMany(p => p.Nodes.Distinct(), (weight, node) => (weight, node)).ToLookup(p => p.node, p => p.weight);
        var counted = WeightBytes.Of(Shown(graph));
        return [.. Shown(graph).Select(n => plan.Placement.Existing.WhyKeptAsItIs(n) is { } why ? Kept(n, why, plan)
            : dynamic.TryGetValue(n, out var each) ? InEachRun(each, Sparsity(n, pruned)) : Row(n, plan, weights.GetValueOrDefault(n), [.. stored[n]], Sparsity(n, pruned))).Zip(Shown(graph), (row, node) => Sized(Coded(With(row, [.. methods[node]], pruning.Declined.GetValueOrDefault(node)), coded.GetValueOrDefault(node)), counted.GetValueOrDefault(node)))];
    }

    static IEnumerable<Node> Shown(Graph graph) => graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => !Conversions.Is(n));

    /// <summary>What pruning did to the node's weights; of several the one with the largest error.</summary>
    static LayerReport With(LayerReport row, PrunedWeight[] pruned, string? declined)
    {
        var worst = pruned.MinBy(p => p.Output?.SqnrDb ?? double.PositiveInfinity);
        return row with { Pruning = worst?.Method ?? declined, PrunedSqnrDb = worst?.Output?.SqnrDb, MaskedSqnrDb = worst?.Output?.MaskedSqnrDb };
    }

    static LayerReport Coded(LayerReport row, CodedWeights? coded) => coded is null ? row : row with { BitsPerWeight = coded.Bits };

    static LayerReport Sized(LayerReport row, WeightBytes? weights) => weights is null ? row : row with
    {
        WeightCount = weights.Count, BytesBefore = weights.Bytes, BytesAfter = weights.After(row.BitsPerWeight),
    };

    static LayerReport Row(Node node, QuantizationPlan plan, WeightPlan? weight, StoredPlan[] stored, double? sparsity)
    {
        var isInt8 = plan.Placement.IsInt8(node);
        var sqnr = weight?.SqnrDb ?? (stored.Length > 0 ? stored.Min(s => s.Weights.SqnrDb) : null);
        var output = weight?.Output ?? (stored.Length > 0 ? stored[0].Output : null);
        var decision = plan.Reverted.ContainsKey(node) ? LayerDecision.Reverted : isInt8 || stored.Length > 0 ? LayerDecision.Quantized : sparsity > 0 ? LayerDecision.Pruned : LayerDecision.Float;
        return new(node.Label, node.OpType,
            Weights:     weight?.Scheme.Name ?? (stored.Length > 0 ? "int8 per channel, stored" : isInt8 ? ExistingTypes.Weights(node) : "float"),
            Activations: isInt8 ? plan.Target.Activations.Name : "float",
            sparsity, sqnr, decision,
            Reason: isInt8 ? Why(node, plan.Placement) : stored.Length > 0 ? $"weights are stored as int8 and computed in float: {plan.Placement.Reason(node)}" : plan.Placement.Reason(node)!)
        {
            OutputSqnrDb = output?.SqnrDb, NearestSqnrDb = output?.NearestSqnrDb,
        };
    }

    static LayerReport InEachRun(DynamicPlan plan, double? sparsity) =>
        new(plan.Node.Label, plan.Node.OpType, plan.Form, plan.Activations, sparsity, plan.SqnrDb, LayerDecision.Quantized, plan.Reason)
        {
            OutputSqnrDb = plan.Output?.SqnrDb, NearestSqnrDb = plan.Output?.NearestSqnrDb,
        };

    static LayerReport Kept(Node node, string why, QuantizationPlan plan)
    {
        var (isMoved, isUnsigned) = (IntegerClips.CanMove(node), plan.Converted.Contains(node));
        return new(node.Label, node.OpType, ExistingTypes.Weights(node), ExistingTypes.Activations(node), null, null,
            isMoved || isUnsigned ? LayerDecision.Converted : LayerDecision.Kept, isMoved ? IntegerClips.Reason : isUnsigned ? UnsignedActivations.Reason : why);
    }

    static string Why(Node node, Placement placement) => OpRules.Of(node) switch
    {
        Weighted => placement.HandsOutFloat(node) ? "has an int8 kernel; hands out float, which is what follows" : "has an int8 kernel",
        Follows  => $"done by the rounding of '{placement.Leader(node)!.Label}'",
        Moves    => "moves integers as they are",
        Reads    => "reads integers as they are",
        _        => "lies between int8 operators",
    };

    static double? Sparsity(Node node, Dictionary<Value, PrunedWeight> pruned)
    {
        var weights = LayerWeights.Of(node).ToArray();
        if (weights.Length == 0) return null;
        var zeros = weights.Sum(w => pruned.TryGetValue(w, out var z) ? z.Zeros : CountZeros(w.Data!.Span<float>()));
        return (double)zeros / Math.Max(1, weights.Sum(w => w.Data!.Count));
    }

    static long CountZeros(ReadOnlySpan<float> values)
    {
        long zeros = 0;
        foreach (var value in values) zeros += value == 0 ? 1 : 0;
        return zeros;
    }
}
