using OptiBuild.Engine.Quantization;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>What is compared to tell how far a model moved: its outputs, or what it selects from.</summary>
/// <remarks>
/// A detector sorts boxes by their scores and gives the first few. Two that change places change the outputs altogether, and it does not matter. What the last layers
/// give moves a little where their weights do.
/// </remarks>
/// <param name="Places">Where the values are read, by the number of the node among the graph's; empty for the outputs themselves.</param>
sealed record Responses(IReadOnlyList<(int Node, int Input)> Places)
{
    public static Responses Of(Graph graph)
    {
        var numbers = graph.Nodes.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        var (behind, open) = (new HashSet<Node>(), new Stack<Node>(graph.Outputs.Select(o => o.Producer).OfType<Node>().Where(n => !IsLayer(n))));
        while (open.TryPop(out var node))
            if (behind.Add(node))
                foreach (var producer in node.Inputs.Select(i => i?.Producer).OfType<Node>().Where(p => p.Graph == graph && !IsLayer(p))) open.Push(producer);
        if (!behind.Any(Selects)) return new([]);
        return new([.. from node in behind
                       orderby numbers[node]
                       from input in Enumerable.Range(0, node.Inputs.Count)
                       where node.Input(input)?.Producer is { } producer && IsLayer(producer)
                       group (numbers[node], input) by node.Input(input)! into places
                       select places.First()]);
    }

    static bool IsLayer(Node node) => LayerWeights.Of(node).Any();

    static bool Selects(Node node) => node.OpType is "TopK" or "NonMaxSuppression";

    /// <summary>Makes what is compared the graph's only outputs.</summary>
    /// <param name="nodes">The graph's nodes, as they were numbered before anything was inserted.</param>
    public void Expose(Graph graph, IReadOnlyList<Node> nodes)
    {
        if (Places.Count == 0) return;
        graph.Outputs.Clear();
        graph.Outputs.AddRange(Places.Select(p => nodes[p.Node].Input(p.Input)!).Distinct());
    }
}
