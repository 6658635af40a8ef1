namespace OptiBuild.Onnx.Passes;

/// <summary>y = Identity(x): whoever reads y reads x; where y is an output, whoever gives x gives y.</summary>
public static class RemoveIdentity
{
    /// <param name="model">Changed in place, subgraphs and functions too.</param>
    /// <param name="why">Told about each Identity that stays.</param>
    /// <returns>How many nodes went.</returns>
    public static int Run(Model model, Action<string>? why = null)
    {
        var removed = 0;
        foreach (var node in model.Graphs.SelectMany(g => g.Nodes).Where(n => n.Is("Identity")).ToArray())
        {
            if (Remove(node) is { } reason) why?.Invoke($"left {node}, {reason}");
            else removed++;
        }
        return removed;
    }

    /// <returns>null if removed, otherwise why not.</returns>
    static string? Remove(Node node)
    {
        if (node.Input(0) is not { } x || node.Output(0) is not { } y) return "it has no input or no output";
        return y.IsGraphOutput ? GiveOutput(node, x, y) : Bypass(node, x, y);
    }

    static string? Bypass(Node node, Value x, Value y)
    {
        foreach (var use in y.Uses)
            if (use.Node.Graph.Find(x.Name) != x) return $"{use.Node} sees another value as '{x.Name}'";
        Graph.ReplaceUses(y, x);
        node.Graph.Remove(node);
        return null;
    }

    static string? GiveOutput(Node node, Value x, Value y)
    {
        if (x.Graph != y.Graph)               return $"the output '{y.Name}' would be a value of an outer graph";
        if (x.Producer is not { } producer)   return $"the output '{y.Name}' would be an input or a constant";
        if (x.IsGraphOutput)                  return $"'{x.Name}' and '{y.Name}' are both outputs";
        foreach (var use in x.Uses)
            if (use.Node.Graph.Find(y.Name) != y) return $"{use.Node} sees another value as '{y.Name}'";

        node.SetOutput(0, null);
        node.Graph.Remove(node);
        producer.SetOutput(producer.Outputs.ToList().IndexOf(x), y);
        Graph.ReplaceUses(x, y);
        x.Graph.Remove(x);
        return null;
    }
}
