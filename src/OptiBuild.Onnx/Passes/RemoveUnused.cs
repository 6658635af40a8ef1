namespace OptiBuild.Onnx.Passes;

/// <summary>Drops nodes, constants and functions that no output depends on.</summary>
public static class RemoveUnused
{
    /// <returns>How many nodes, constants and functions went.</returns>
    public static int Run(Model model)
    {
        var live = new HashSet<Node>();
        foreach (var graph in model.Functions.Select(f => f.Body).Prepend(model.Graph)) MarkOutputs(graph, live);
        var removed = model.Functions.Select(f => f.Body).Prepend(model.Graph).Sum(g => Sweep(g, live));
        return removed + RemoveFunctions(model);
    }

    static void MarkOutputs(Graph graph, HashSet<Node> live)
    {
        var waiting = new Stack<Node>();
        Push(graph.Outputs, waiting);
        while (waiting.TryPop(out var node))
        {
            if (!live.Add(node)) continue;
            Push(node.Inputs, waiting);
            foreach (var inner in node.Attributes.Graphs) Push(inner.Outputs, waiting);
        }
    }

    static void Push(IEnumerable<Value?> values, Stack<Node> waiting)
    {
        foreach (var value in values)
            if (value?.Producer is { } producer) waiting.Push(producer);
    }

    static int Sweep(Graph graph, HashSet<Node> live)
    {
        var dead = graph.Nodes.Where(n => !live.Contains(n)).ToHashSet();
        graph.Remove(dead);
        var inner = graph.Nodes.SelectMany(n => n.Attributes.Graphs).Sum(g => Sweep(g, live));
        return dead.Count + inner + RemoveConstants(graph);
    }

    static int RemoveConstants(Graph graph)
    {
        var kept = graph.Inputs.Concat(graph.Outputs).ToHashSet();
        var unused = graph.Initializers.Where(v => v.Uses.Count == 0 && !kept.Contains(v)).ToArray();
        foreach (var value in unused) graph.Remove(value);
        return unused.Length;
    }

    static int RemoveFunctions(Model model)
    {
        var byCall = model.Functions.ToLookup(f => (f.Domain, f.Name, f.Overload));
        var called = new HashSet<Function>();
        var waiting = new Queue<Graph>([model.Graph]);
        while (waiting.TryDequeue(out var graph))
            foreach (var node in graph.WithSubgraphs().SelectMany(g => g.Nodes))
                foreach (var function in byCall[(node.Domain, node.OpType, node.Overload)])
                    if (called.Add(function)) waiting.Enqueue(function.Body);
        return model.Functions.RemoveAll(f => !called.Contains(f));
    }
}
