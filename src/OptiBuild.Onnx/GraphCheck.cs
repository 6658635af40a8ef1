namespace OptiBuild.Onnx;

/// <summary>The rules that every model keeps, one method each. Cost: linear in nodes and edges.</summary>
public sealed class GraphCheck
{
    readonly string after;
    readonly HashSet<Value> available = [];
    readonly Dictionary<Value, int> reads = [];

    GraphCheck(string after) => this.after = after;

    /// <param name="model">What is checked.</param>
    /// <param name="after">The step that changed the model last; the message names it.</param>
    /// <exception cref="ModelException">A rule is broken; <see cref="ModelProblem.Operator"/> for an unknown domain, else <see cref="ModelProblem.Structure"/>.</exception>
    public static void Check(Model model, string after)
    {
        var check = new GraphCheck(after);
        check.HasNoParent(model.Graph);
        check.Walk(model.Graph, Domains(model.Opsets));
        foreach (var function in model.Functions)
        {
            check.HasNoParent(function.Body);
            check.Walk(function.Body, Domains(function.Opsets));
        }
        foreach (var graph in model.Graphs) check.UsesAreComplete(graph);
    }

    static HashSet<string> Domains(List<OpsetImport> opsets) => [.. opsets.Select(o => o.Domain)];

    void Walk(Graph graph, HashSet<string> domains)
    {
        foreach (var value in graph.Inputs.Concat(graph.Values.Where(v => v.Data is not null || IsSparse(graph, v)))) available.Add(value);
        foreach (var value in graph.Inputs) BelongsTo(graph, value, "input");
        foreach (var value in graph.Inputs) DefaultHasTheInputsType(graph, value);
        foreach (var node in graph.Nodes)
        {
            KnowsItsGraph(graph, node);
            DomainIsImported(node, domains);
            InputsAreThere(node);
            foreach (var inner in node.Attributes.Graphs)
            {
                ParentIsTheNodesGraph(node, inner);
                Walk(inner, domains);
            }
            OutputsAreItsOwn(node);
        }
        OutputsAreThere(graph);
    }

    void HasNoParent(Graph graph)
    {
        if (graph.Parent is not null) throw Broken(graph, "has a graph around it, but is the outermost one");
    }

    void ParentIsTheNodesGraph(Node node, Graph inner)
    {
        if (inner.Parent != node.Graph) throw Broken(node, $"holds graph '{inner.Name}', which belongs into another graph");
    }

    void KnowsItsGraph(Graph graph, Node node)
    {
        if (node.Graph != graph) throw Broken(node, $"stands in graph '{graph.Name}' but was made for '{node.Graph.Name}'");
    }

    void DomainIsImported(Node node, HashSet<string> domains)
    {
        if (domains.Contains(node.Domain)) return;
        var known = string.Join(", ", domains.Order(StringComparer.Ordinal).Select(d => $"'{d}'"));
        throw new ModelException(ModelProblem.Operator, $"after {after}: {node} is of the domain '{node.Domain}', which the model does not import; it imports {known}.");
    }

    void InputsAreThere(Node node)
    {
        for (var i = 0; i < node.Inputs.Count; i++)
        {
            if (node.Inputs[i] is not { } value) continue;
            if (node.Graph.Find(value.Name) != value) throw Broken(node, $"reads '{value.Name}', which graph '{node.Graph.Name}' does not see under that name");
            if (!available.Contains(value)) throw Broken(node, $"reads '{value.Name}' before anything gives it");
            reads[value] = reads.GetValueOrDefault(value) + 1;
        }
    }

    void OutputsAreItsOwn(Node node)
    {
        foreach (var value in node.Outputs.OfType<Value>())
        {
            BelongsTo(node.Graph, value, $"output of {node}");
            if (value.Producer != node) throw Broken(node, $"gives '{value.Name}', which says that {value.Producer?.ToString() ?? "nothing"} gives it");
            if (!available.Add(value)) throw Broken(node, $"gives '{value.Name}', which is given already");
        }
    }

    void OutputsAreThere(Graph graph)
    {
        foreach (var value in graph.Outputs)
        {
            if (graph.Find(value.Name) != value) throw Broken(graph, $"has the output '{value.Name}', which it does not see under that name");
            if (!available.Contains(value)) throw Broken(graph, $"has the output '{value.Name}', which nothing gives");
        }
    }

    void UsesAreComplete(Graph graph)
    {
        foreach (var value in graph.Values)
        {
            if (value.Uses.Count != reads.GetValueOrDefault(value)) throw Broken(graph, $"has the value '{value.Name}' with {value.Uses.Count} uses; {reads.GetValueOrDefault(value)} inputs read it");
            foreach (var use in value.Uses)
                if (use.Node.Input(use.Index) != value) throw Broken(use.Node, $"does not read '{value.Name}' at input {use.Index}, as that value says");
            if (value.Producer is { } producer && !producer.Outputs.Contains(value)) throw Broken(producer, $"does not give '{value.Name}', as that value says");
        }
    }

    void BelongsTo(Graph graph, Value value, string role)
    {
        if (graph.Own(value.Name) != value) throw Broken(graph, $"has the {role} '{value.Name}', which is not one of its values");
    }

    void DefaultHasTheInputsType(Graph graph, Value input)
    {
        if (input.Data is { } data && input.Tensor is { } type && type.Element != data.Type)
            throw Broken(graph, $"has the input '{input.Name}' of type {type.Element.Name()} with a default of type {data.Type.Name()}");
    }

    static bool IsSparse(Graph graph, Value value) => graph.Unmodelled?.SparseInitializer.Any(s => s.Values?.Name == value.Name) == true;

    ModelException Broken(Node node, string how) => new(ModelProblem.Structure, $"after {after}: {node} {how}.");

    ModelException Broken(Graph graph, string how) => new(ModelProblem.Structure, $"after {after}: graph '{graph.Name}' {how}.");
}
