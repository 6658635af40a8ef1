using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>Takes back to float what costs more in int8 than it gains: whole regions first, then single operators and those side by side, until nothing more is gained.</summary>
static class CheapestPlacement
{
    public const string Reason = "int8 and the conversions around it would take longer than float";

    /// <summary>Rounds over all weighted operators. Each can only lower the cost; few are ever needed.</summary>
    public const int Rounds = 4;

    /// <summary>Nanoseconds; what sums in another order differ by is far less.</summary>
    public const double LeastGain = 1;

    public static Placement Find(Graph graph, Placement start, CostModel model)
    {
        var placement = start.Without([], Reason);
        foreach (var region in Regions(graph, start)) Try(placement, region, model);
        var steps = Steps(graph);
        for (var (round, gained) = (0, true); gained && round < Rounds; round++)
        {
            gained = false;
            foreach (var step in steps) gained |= Try(placement, step, model);
        }
        Try(placement, placement.Int8, model);
        return placement;
    }

    /// <summary>What is tried together: each weighted operator, and those that share an input, since they share its conversion.</summary>
    public static IReadOnlyList<IReadOnlyCollection<Node>> Steps(Graph graph)
    {
        var steps = new List<IReadOnlyCollection<Node>>();
        var seen = new HashSet<Value>();
        foreach (var node in graph.Nodes)
        {
            if (OpRules.Of(node) is not Weighted rule) continue;
            steps.Add([node]);
            if (node.Input(rule.Data) is { } x && seen.Add(x) && Sharing(x) is { Length: > 1 } sharing) steps.Add(sharing);
        }
        return steps;
    }

    static Node[] Sharing(Value value) => [.. value.Uses.Where(u => OpRules.Of(u.Node) is Weighted w && w.Data == u.Index).Select(u => u.Node)];

    /// <summary>Withdraws the nodes if that gains something. Only costs around what changes are added up: graphs have thousands of nodes.</summary>
    static bool Try(Placement placement, IReadOnlyCollection<Node> nodes, CostModel model)
    {
        nodes = [.. nodes.Where(placement.IsInt8)];
        if (nodes.Count == 0) return false;
        var left = placement.Withdraw(nodes, Reason);
        var inFloat = model.Around(left, placement);
        placement.Return(left);
        if (inFloat > model.Around(left, placement) - LeastGain) return false;
        placement.Withdraw(nodes, Reason);
        return true;
    }

    /// <summary>Int8 operators that hand each other integers.</summary>
    public static IEnumerable<IReadOnlyCollection<Node>> Regions(Graph graph, Placement placement)
    {
        var seen = new HashSet<Node>();
        foreach (var start in graph.Nodes.Where(placement.IsInt8))
        {
            if (!seen.Add(start)) continue;
            var region = new List<Node> { start };
            for (var i = 0; i < region.Count; i++)
                region.AddRange(Neighbours(region[i]).Where(n => placement.IsInt8(n) && seen.Add(n)));
            yield return region;
        }
    }

    static IEnumerable<Node> Neighbours(Node node) =>
        node.Inputs.Select(v => v?.Producer).Concat(node.Outputs.OfType<Value>().SelectMany(v => v.Uses).Select(u => u.Node)).OfType<Node>();
}
