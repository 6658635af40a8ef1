namespace OptiBuild.Onnx;

/// <summary>Kahn's algorithm over one graph; among nodes that are ready the one that stood first comes first.</summary>
static class TopologicalOrder
{
    public static List<Node> Of(Graph graph)
    {
        var position = graph.Nodes.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        var waitsFor = new int[graph.Nodes.Count];
        var readers = new List<int>[graph.Nodes.Count];
        for (var i = 0; i < readers.Length; i++) readers[i] = [];
        foreach (var node in graph.Nodes)
            foreach (var producer in Reads(node).Select(v => v.Producer).OfType<Node>().Distinct())
                if (position.TryGetValue(producer, out var p) && producer != node)
                {
                    waitsFor[position[node]]++;
                    readers[p].Add(position[node]);
                }

        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, waitsFor.Length).Where(i => waitsFor[i] == 0).Select(i => (i, i)));
        var sorted = new List<Node>(waitsFor.Length);
        while (ready.TryDequeue(out var i, out _))
        {
            sorted.Add(graph.Nodes[i]);
            foreach (var reader in readers[i])
                if (--waitsFor[reader] == 0) ready.Enqueue(reader, reader);
        }
        return sorted.Count == waitsFor.Length ? sorted : throw new InvalidOperationException($"The nodes of graph '{graph.Name}' form a cycle.");
    }

    /// <summary>Whether every node stands behind those whose values it reads.</summary>
    public static bool Holds(Graph graph)
    {
        var seen = new HashSet<Node>(graph.Nodes.Count);
        foreach (var node in graph.Nodes)
        {
            if (Reads(node).Any(v => v.Graph == graph && v.Producer is { } producer && !seen.Contains(producer))) return false;
            seen.Add(node);
        }
        return true;
    }

    /// <summary>What a node reads, by itself and inside its subgraphs.</summary>
    static IEnumerable<Value> Reads(Node node) =>
        node.Inputs.OfType<Value>().Concat(node.Attributes.Graphs.SelectMany(g => g.Nodes.SelectMany(Reads).Concat(g.Outputs)));
}
