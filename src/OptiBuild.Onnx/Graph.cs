namespace OptiBuild.Onnx;

/// <summary>Nodes in execution order with the values between them; the body of a model, a function or a subgraph.</summary>
public sealed class Graph
{
    readonly List<Node> nodes = [];
    readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    readonly List<Graph> inner = [];

    public Graph(string name, Graph? parent = null)
    {
        (Name, Parent) = (name, parent);
        parent?.inner.Add(this);
    }

    public string Name { get; set; }
    public string? DocString { get; set; }

    /// <summary>The graph around a subgraph, whose values it can read.</summary>
    public Graph? Parent { get; }

    public List<Value> Inputs { get; } = [];
    public List<Value> Outputs { get; } = [];
    public IReadOnlyList<Node> Nodes => nodes;
    public IReadOnlyCollection<Value> Values => values.Values;

    /// <summary>Values with data; in file order as long as nothing was removed.</summary>
    public IEnumerable<Value> Initializers => values.Values.Where(v => v.Data is not null);

    internal Proto.GraphProto? Unmodelled { get; set; }

    /// <summary>The value of that name in this graph itself.</summary>
    public Value? Own(string name) => values.GetValueOrDefault(name);

    /// <summary>The value of that name in this graph or the graphs around it.</summary>
    public Value? Find(string name) => values.GetValueOrDefault(name) ?? Parent?.Find(name);

    /// <summary>A new value of exactly this name.</summary>
    public Value Add(string name, ValueType? type = null)
    {
        var value = new Value(this, name) { Type = type };
        if (!values.TryAdd(name, value)) throw new InvalidOperationException($"The graph already has a value '{name}'.");
        return value;
    }

    /// <summary>A new value named <paramref name="wish"/>, or with a number behind it where that name is taken here, outside or in a subgraph.</summary>
    public Value AddNamed(string wish, ValueType? type = null)
    {
        var name = wish;
        for (var i = 1; Find(name) is not null || IsTakenInside(name); i++) name = $"{wish}_{i}";
        return Add(name, type);
    }

    bool IsTakenInside(string name) => inner.Exists(g => g.values.ContainsKey(name) || g.IsTakenInside(name));

    public Value AddConstant(string wish, Tensor data)
    {
        var value = AddNamed(wish, TensorType.Of(data));
        value.Data = data;
        return value;
    }

    /// <summary>A new node behind <paramref name="after"/>, or at the end; inputs and outputs are still to be set.</summary>
    public Node AddNode(string opType, string domain = "", Node? after = null)
    {
        var node = new Node(this, opType, domain);
        nodes.Insert(after is null ? nodes.Count : IndexOf(after) + 1, node);
        return node;
    }

    public Node AddNodeBefore(Node before, string opType, string domain = "")
    {
        var node = new Node(this, opType, domain);
        nodes.Insert(IndexOf(before), node);
        return node;
    }

    internal Node Append(Node node)
    {
        nodes.Add(node);
        return node;
    }

    /// <summary>Every reader of <paramref name="old"/>, here and in subgraphs, reads <paramref name="by"/> instead. Graph outputs keep their value.</summary>
    public static void ReplaceUses(Value old, Value by)
    {
        foreach (var use in old.Uses.ToArray()) use.Node.SetInput(use.Index, by);
    }

    /// <exception cref="InvalidOperationException">One of its outputs is still read or is a graph output.</exception>
    public void Remove(Node node)
    {
        foreach (var output in node.Outputs)
            if (output is not null && (output.Uses.Count > 0 || output.IsGraphOutput))
                throw new InvalidOperationException($"{node} cannot be removed: its output '{output.Name}' is still used.");
        var outputs = node.Outputs.ToArray();
        node.Detach();
        nodes.Remove(node);
        foreach (var output in outputs) if (output is not null) Remove(output);
    }

    /// <summary>The nodes and their outputs, which only nodes among them may read.</summary>
    internal void Remove(IReadOnlySet<Node> dead)
    {
        var outputs = dead.SelectMany(n => n.Outputs).OfType<Value>().ToArray();
        foreach (var node in dead) node.Detach();
        nodes.RemoveAll(dead.Contains);
        foreach (var output in outputs) Remove(output);
    }

    /// <exception cref="InvalidOperationException">It is still produced, read, or an input or output of the graph.</exception>
    public void Remove(Value value)
    {
        if (value.Producer is not null || value.Uses.Count > 0 || value.IsGraphInput || value.IsGraphOutput)
            throw new InvalidOperationException($"'{value.Name}' cannot be removed: it is still used.");
        values.Remove(value.Name);
    }

    /// <summary>Drops everything, weights included: for a graph that was written and is not needed any more.</summary>
    public void Clear()
    {
        nodes.Clear();
        values.Clear();
        Inputs.Clear();
        Outputs.Clear();
        Unmodelled = null;
    }

    public void Rename(Value value, string name)
    {
        if (values.ContainsKey(name)) throw new InvalidOperationException($"The graph already has a value '{name}'.");
        values.Remove(value.Name);
        value.Name = name;
        values.Add(name, value);
    }

    /// <summary>New names for all values at once, and the order in which they are written from now on.</summary>
    internal void RenameAll(IReadOnlyList<(Value Value, string Name)> named)
    {
        if (named.Count != values.Count) throw new InvalidOperationException($"{named.Count} names for {values.Count} values.");
        values.Clear();
        foreach (var (value, name) in named)
        {
            value.Name = name;
            values.Add(name, value);
        }
    }

    /// <summary>Nodes that follow one another so that every value is there before it is read; stable where the order already was right.</summary>
    /// <exception cref="InvalidOperationException">The nodes form a cycle.</exception>
    public void Sort()
    {
        var sorted = TopologicalOrder.Of(this);
        nodes.Clear();
        nodes.AddRange(sorted);
    }

    /// <summary>This graph and all graphs inside its nodes' attributes, outer before inner.</summary>
    public IEnumerable<Graph> WithSubgraphs()
    {
        yield return this;
        foreach (var inner in nodes.SelectMany(n => n.Attributes.Graphs).SelectMany(g => g.WithSubgraphs())) yield return inner;
    }

    int IndexOf(Node node) => nodes.IndexOf(node) is var i and >= 0 ? i : throw new InvalidOperationException($"{node} is not in graph '{Name}'.");
}
