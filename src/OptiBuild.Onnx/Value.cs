namespace OptiBuild.Onnx;

/// <summary>One use of a value: input number <paramref name="Index"/> of <paramref name="Node"/>, in the value's own graph or in a subgraph below it.</summary>
public readonly record struct Use(Node Node, int Index);

/// <summary>An edge of the graph: what a node, an input or an initializer gives. References, not names, connect it.</summary>
public sealed class Value
{
    readonly List<Use> uses = [];

    internal Value(Graph graph, string name) => (Graph, Name) = (graph, name);

    /// <summary>The graph whose scope the value belongs to.</summary>
    public Graph Graph { get; }

    /// <summary>Unique in its graph and in the graphs it can be seen from.</summary>
    public string Name { get; internal set; }

    public ValueType? Type { get; set; }
    public string? DocString { get; set; }

    /// <summary>The node that computes it; null for inputs, initializers and values of an outer scope that were never declared.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>Initializer data. A graph input may have data too: its default, which a caller can override.</summary>
    public Tensor? Data { get; set; }

    /// <summary>The inputs that read this value, in the order they were connected. Graph outputs are not uses; see <see cref="IsGraphOutput"/>.</summary>
    public IReadOnlyList<Use> Uses => uses;

    public bool IsGraphInput => Graph.Inputs.Contains(this);
    public bool IsGraphOutput => Graph.Outputs.Contains(this);

    /// <summary>Has data that no caller can override.</summary>
    public bool IsConstant => Data is not null && !IsGraphInput;

    /// <summary>The tensor type; null where the file does not say or it is no tensor.</summary>
    public TensorType? Tensor => Type as TensorType;

    internal Proto.ValueInfoProto? Unmodelled { get; set; }

    internal void Connect(Node node, int index) => uses.Add(new Use(node, index));
    internal void Disconnect(Node node, int index) => uses.Remove(new Use(node, index));

    public override string ToString() => Name;
}
