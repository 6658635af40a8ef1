namespace OptiBuild.Onnx.Opsets;

/// <summary>One node that changes, and how.</summary>
public sealed class OpsetChange
{
    internal OpsetChange(Node node, OpUpgrade row) => (Node, Row) = (node, row);

    public Node Node { get; }
    public int Since => Row.Since;
    internal OpUpgrade Row { get; }

    public override string ToString() => $"{Node}: opset {Row.Since}: {Row.Change}";
}

/// <summary>Brings models of older opsets to the one that the rest of OptiBuild works on.</summary>
public static class OpsetUpgrade
{
    /// <summary>The oldest opset that is read: before it, broadcasting meant something else.</summary>
    public const int Oldest = 7;

    /// <summary>Older models come here; newer ones stay where they are.</summary>
    public const int Target = 17;

    /// <summary>The first version of the file format that knows the target opset.</summary>
    const int TargetIr = 8;

    /// <returns>The nodes that must change; none for a model that is new enough.</returns>
    /// <exception cref="ModelException">The opset is too old, or a node cannot be upgraded.</exception>
    public static IReadOnlyList<OpsetChange> Plan(Model model)
    {
        var changes = new List<OpsetChange>();
        Collect(model.Graph, model.Opsets, $"graph '{model.Graph.Name}'", changes);
        foreach (var function in model.Functions) Collect(function.Body, function.Opsets, $"function '{function.Name}'", changes);
        return changes;
    }

    /// <summary>Makes the planned changes and raises the versions.</summary>
    public static void Apply(Model model, IReadOnlyList<OpsetChange> plan)
    {
        var bodies = model.Functions.SelectMany(f => f.Body.WithSubgraphs()).ToHashSet();
        var floatsOnly = FloatsOnly(model);
        foreach (var change in plan) change.Row.Apply(new UpgradeSite(change.Node, bodies.Contains(change.Node.Graph), floatsOnly));
        var raised = Raise(model.Opsets);
        foreach (var function in model.Functions) raised |= Raise(function.Opsets);
        if (raised) model.IrVersion = Math.Max(model.IrVersion, TargetIr);
    }

    /// <summary>Plans and applies.</summary>
    /// <returns>How many changes were made to nodes.</returns>
    public static int Apply(Model model)
    {
        var plan = Plan(model);
        Apply(model, plan);
        return plan.Count;
    }

    static void Collect(Graph graph, List<OpsetImport> opsets, string place, List<OpsetChange> changes)
    {
        if (opsets.Find(o => o.Domain.Length == 0)?.Version is not { } opset || opset >= Target) return;
        if (opset < Oldest)
            throw new ModelException(ModelProblem.Opset, $"{place}: the model is of opset {opset}; opset {Oldest} and later are supported.");
        var rows = OpUpgrades.Rows.Where(r => r.Since > opset).ToLookup(r => r.Op);
        foreach (var (node, index) in graph.WithSubgraphs().SelectMany(g => g.Nodes.Select((n, i) => (n, i))).Where(n => n.n.Domain.Length == 0))
            foreach (var row in rows[node.OpType].Where(r => r.Needed(node)))
            {
                if (row.Refuse(node) is { } reason)
                    throw new ModelException(ModelProblem.Opset, $"{place}: node {index} '{node.Label}' ({node.OpType}) cannot be brought from opset {opset} to {Target}: {reason}.");
                changes.Add(new OpsetChange(node, row));
            }
    }

    static bool Raise(List<OpsetImport> opsets)
    {
        var index = opsets.FindIndex(o => o.Domain.Length == 0 && o.Version < Target);
        if (index >= 0) opsets[index] = opsets[index] with { Version = Target };
        return index >= 0;
    }

    /// <summary>Whether no value, constant or conversion in the model is of another real type.</summary>
    static bool FloatsOnly(Model model) => !model.Graphs.Any(g =>
        g.Values.Any(v => IsOther(v.Tensor?.Element) || IsOther(v.Data?.Type)) || g.Nodes.SelectMany(n => n.Attributes).Any(a => a switch
        {
            TensorAttribute t                      => IsOther(t.Value.Type),
            IntAttribute { Name: "to" or "dtype" } i => IsOther((ElementType)i.Value),
            _                                      => false,
        }));

    static bool IsOther(ElementType? type) => type is ElementType.Float16 or ElementType.Double or ElementType.BFloat16;
}
