namespace OptiBuild.Onnx.Passes;

/// <summary>Drops what only people read: names, comments, types that follow from others. What a user of the model can address keeps its name.</summary>
/// <remarks>
/// Names stay: inputs and outputs of the model, functions and what is inside them, values that nothing here produces. User metadata, producer and opsets stay.
/// Everything else is numbered in the order of its first use, in all graphs together, so that no subgraph hides an outer value.
/// </remarks>
public static class ShortNames
{
    const string Digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <returns>How many values have another name.</returns>
    public static int Run(Model model)
    {
        model.DocString = null;
        var graphs = model.Graph.WithSubgraphs().ToArray();
        foreach (var graph in graphs) Strip(graph);
        var kept = graphs.SelectMany(g => g.Values).Where(v => Keeps(v, model.Graph)).ToHashSet();
        var names = Names(kept.Select(v => v.Name).ToHashSet(StringComparer.Ordinal)).GetEnumerator();
        var shortened = new Dictionary<Value, string>();
        foreach (var value in InOrder(model.Graph))
            if (!kept.Contains(value) && !shortened.ContainsKey(value) && names.MoveNext()) shortened.Add(value, names.Current);
        foreach (var graph in graphs)
            graph.RenameAll([.. graph.Values.Where(kept.Contains).Select(v => (v, v.Name)), .. shortened.Where(p => p.Key.Graph == graph).Select(p => (p.Key, p.Value))]);
        return shortened.Count;
    }

    static bool Keeps(Value value, Graph main) =>
        value.Graph == main && (value.IsGraphInput || value.IsGraphOutput) || value is { Producer: null, Data: null, IsGraphInput: false };

    static void Strip(Graph graph)
    {
        graph.DocString = null;
        foreach (var node in graph.Nodes)
        {
            (node.Name, node.DocString) = ("", null);
            node.Unmodelled?.MetadataProps.Clear();
        }
        var shown = graph.Inputs.Concat(graph.Outputs).ToHashSet();
        foreach (var value in graph.Values)
        {
            value.DocString = null;
            if (value.Data is { } data) value.Data = data.WithoutComments();
            if (shown.Contains(value) || !IsInferred(value)) continue;
            (value.Type, value.Unmodelled) = (null, null);
        }
    }

    /// <summary>Readers know the result types of the standard's operators and of ONNX Runtime's own.</summary>
    static bool IsInferred(Value value) => value.Producer is { Domain: "" or "com.microsoft" };

    /// <summary>Constants and results as the nodes come by them, then what no node reads.</summary>
    static IEnumerable<Value> InOrder(Graph graph)
    {
        foreach (var input in graph.Inputs) yield return input;
        foreach (var node in graph.Nodes)
        {
            foreach (var value in node.Inputs.Concat(node.Outputs))
                if (value is not null) yield return value;
            foreach (var inner in node.Attributes.Graphs)
                foreach (var value in InOrder(inner)) yield return value;
        }
        foreach (var value in graph.Values) yield return value;
    }

    static IEnumerable<string> Names(HashSet<string> taken)
    {
        for (var i = 0; ; i++)
            if (Text(i) is var name && !taken.Contains(name)) yield return name;
    }

    static string Text(int number) => number < Digits.Length ? Digits[number].ToString() : Text(number / Digits.Length - 1) + Digits[number % Digits.Length];
}
