using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>Which operators compute with integers whose scales are taken in each run, and why others of their kind do not.</summary>
/// <remarks>One scale holds for a whole batch: what such an operator answers for a sample depends a little on what else is in the batch.</remarks>
public sealed class DynamicPlacement
{
    public const string Activations = "uint8, scale taken in each run";
    public const string Reason = "has an int8 kernel that takes the scale of what it reads in each run: answers depend a little on what else is in the batch";

    readonly HashSet<Node> nodes = [];
    readonly Dictionary<Node, string> reasons = [];

    public static readonly DynamicPlacement None = new();

    /// <summary>Weights of products that share a scale and are stored in 4 bits; 0 for int8 weights.</summary>
    public int Block { get; private init; }

    public bool Contains(Node node) => nodes.Contains(node);

    /// <summary>Why a node that could have such a kernel has none; null for all others.</summary>
    public string? WhyNot(Node node) => reasons.GetValueOrDefault(node);

    /// <param name="placement">Nodes that run in int8 already, or must not be touched, are left out.</param>
    /// <param name="cost">Null where no sample was there to tell sizes.</param>
    public static DynamicPlacement Of(Graph graph, Placement placement, Options options, CostModel? cost)
    {
        var (found, costs) = (new DynamicPlacement { Block = options.Quantization == QuantizationMode.Blocks4 ? BlockProducts.Size : 0 }, Targets.ByName[options.TargetCpu].Costs);
        foreach (var node in graph.Nodes.Where(n => n.Domain.Length == 0 && placement.MayStore(n)))
            if (OpRules.DynamicByOp.GetValueOrDefault(node.OpType) is not { } rule) continue;
            else if (WhyNot(node, rule, costs) is { } why) found.reasons[node] = why;
            else found.nodes.Add(node);
        // In the other modes samples tell ranges in advance: as good, and no answer then depends on what else is in the batch.
        if (options.Quantization == QuantizationMode.Weights) found.nodes.UnionWith(DynamicProducts.Paying(graph, placement, costs, cost));
        if (found.Block > 0) found.nodes.UnionWith(BlockProducts.Fitting(graph, placement));
        return found;
    }

    /// <summary>The same with some more nodes in float.</summary>
    public DynamicPlacement Without(IEnumerable<Node> toFloat, string reason)
    {
        var other = new DynamicPlacement { Block = Block };
        other.nodes.UnionWith(nodes);
        foreach (var (node, why) in reasons) other.reasons[node] = why;
        foreach (var node in toFloat.Where(other.nodes.Remove)) other.reasons[node] = reason;
        return other;
    }

    /// <summary>The same on a copy of the graph.</summary>
    public DynamicPlacement On(IReadOnlyDictionary<Node, Node> copies)
    {
        var other = new DynamicPlacement { Block = Block };
        other.nodes.UnionWith(nodes.Select(n => copies[n]));
        foreach (var (node, why) in reasons) other.reasons[copies[node]] = why;
        return other;
    }

    static string? WhyNot(Node node, Dynamic rule, Costs costs)
    {
        if (rule.Declines(node) is { } declined) return declined;
        var weights = rule.Weights.Select(w => node.Input(w.Index)).ToArray();
        if (!weights.All(w => w is { IsConstant: true, Data: { Type: ElementType.Float, Count: > 0, Shape.Count: 3 } data } && Constants.AreFinite(data))) return "its weights are not float constants";
        var perStep = weights.Sum(w => w!.Data!.Count / w.Data.Shape[0]);
        return Cost(costs.Int8) < Cost(costs.Float) ? null : "it is too small: its int8 kernel would take longer than float";

        double Cost(KernelCosts kernels) => kernels.Recurrent * perStep + kernels.Step;
    }
}
