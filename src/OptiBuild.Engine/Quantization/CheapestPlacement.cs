using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Takes back to float what costs more in int8 than it gains: whole regions first, then single operators, until nothing more is gained.</summary>
static class CheapestPlacement
{
    /// <summary>Rounds over all weighted operators. Each can only lower the cost; few are ever needed.</summary>
    const int Rounds = 4;

    public static Placement Find(Graph graph, Placement start, CostModel model)
    {
        var best = (Placement: start, Cost: model.Of(start));
        foreach (var region in Regions(graph, start)) best = Better(best, region, model);
        for (var round = 0; round < Rounds; round++)
        {
            var before = best.Cost;
            foreach (var node in graph.Nodes.Where(n => OpRules.Of(n) is Weighted))
                if (best.Placement.IsInt8(node)) best = Better(best, [node], model);
            if (best.Cost == before) break;
        }
        return best.Placement;
    }

    static (Placement Placement, double Cost) Better((Placement Placement, double Cost) best, IReadOnlyCollection<Node> toFloat, CostModel model)
    {
        var other = best.Placement.Without(toFloat, "int8 and the conversions around it would take longer than float");
        var cost = model.Of(other);
        return cost < best.Cost ? (other, cost) : best;
    }

    /// <summary>Int8 operators that hand each other integers.</summary>
    static IEnumerable<IReadOnlyCollection<Node>> Regions(Graph graph, Placement placement)
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
