namespace OptiBuild.Onnx.Passes;

/// <summary>Drops imports of domains that no node is of; other tools leave theirs behind, and readers without that domain then refuse the model.</summary>
public static class StripOpsets
{
    /// <returns>How many imports went.</returns>
    public static int Run(Model model)
    {
        var used = model.Graphs.SelectMany(g => g.Nodes).Select(n => n.Domain).Append("").ToHashSet();
        var removed = model.Opsets.RemoveAll(o => !used.Contains(o.Domain));
        foreach (var function in model.Functions)
        {
            var inBody = function.Body.WithSubgraphs().SelectMany(g => g.Nodes).Select(n => n.Domain).Append("").ToHashSet();
            removed += function.Opsets.RemoveAll(o => !inBody.Contains(o.Domain));
        }
        return removed;
    }
}
