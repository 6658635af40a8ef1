namespace OptiBuild.Onnx;

/// <summary>GraphProto to <see cref="Graph"/>: names become references.</summary>
static class GraphReader
{
    /// <param name="proto">Emptied while it is read.</param>
    /// <param name="parent">The graph around a subgraph.</param>
    /// <param name="at">What holds the graph, for messages.</param>
    public static Graph Read(Proto.GraphProto proto, Graph? parent, Source at)
    {
        var graph = new Graph(proto.Name, parent) { DocString = proto.HasDocString ? proto.DocString : null };
        foreach (var input in proto.Input) AddInput(graph, input.Name, at);
        AddInitializers(graph, proto, at);
        foreach (var sparse in proto.SparseInitializer) SparseTensors.RequireInside(sparse, at);
        foreach (var sparse in proto.SparseInitializer)
            if (sparse.Values is { Name.Length: > 0 } values && graph.Own(values.Name) is null) graph.Add(values.Name);
        AddNodes(graph, proto.Node, at);
        foreach (var output in proto.Output) AddOutput(graph, output.Name, at);
        Describe(graph, proto.ValueInfo.Concat(proto.Output).Concat(proto.Input));
        graph.Unmodelled = Rest(proto);
        return graph;
    }

    public static void AddInput(Graph graph, string name, Source at)
    {
        if (graph.Own(name) is not null) throw at.Structure($"two inputs are named '{name}'.");
        graph.Inputs.Add(graph.Add(name));
    }

    public static void AddOutput(Graph graph, string name, Source at) =>
        graph.Outputs.Add(graph.Find(name) ?? throw at.Structure($"the output '{name}' is given by no node, input or initializer."));

    /// <summary>All outputs first: an unsorted graph may read what a later node gives.</summary>
    public static void AddNodes(Graph graph, IList<Proto.NodeProto> protos, Source at)
    {
        var nodes = new Node[protos.Count];
        var given = graph.Inputs.Concat(graph.Values.Where(v => v.Data is not null)).ToHashSet();
        for (var i = 0; i < nodes.Length; i++)
        {
            var proto = protos[i];
            nodes[i] = graph.Append(new Node(graph, proto.OpType, Domain(proto.Domain)) { Name = proto.Name, Overload = proto.Overload });
            AddOutputs(nodes[i], proto, given, At(at, proto, i));
        }
        for (var i = 0; i < nodes.Length; i++) Connect(nodes[i], protos[i], At(at, protos[i], i));
        Sort(graph, at);
    }

    /// <summary>Types of values that the graph has; those of others describe nothing.</summary>
    public static void Describe(Graph graph, IEnumerable<Proto.ValueInfoProto> infos)
    {
        foreach (var info in infos)
        {
            if (graph.Own(info.Name) is not { } value) continue;
            if (info.Type is { } type) value.Type = ValueTypeProto.Read(type);
            if (info.HasDocString) value.DocString = info.DocString;
            info.ClearName();
            info.Type = null;
            info.ClearDocString();
            if (info.CalculateSize() > 0) value.Unmodelled = info;
        }
    }

    /// <summary>"ai.onnx" is the long name of the standard domain.</summary>
    public static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    /// <summary>The format wants sorted nodes; ONNX Runtime reads others too, so some exist.</summary>
    static void Sort(Graph graph, Source at)
    {
        try
        {
            if (!TopologicalOrder.Holds(graph)) graph.Sort();
        }
        catch (InvalidOperationException)
        {
            throw at.Structure($"the nodes of graph '{graph.Name}' form a cycle: each waits for another one's output.");
        }
    }

    static Source At(Source at, Proto.NodeProto proto, int index)
    {
        var (name, op) = (proto.Name, proto.OpType);
        return at.At(() => $"node {index} '{name}' ({op})");
    }

    /// <summary>Of initializers with the same name the last counts, as in ONNX Runtime. Those without a name cannot be read by anybody and stay as they are.</summary>
    static void AddInitializers(Graph graph, Proto.GraphProto proto, Source at)
    {
        var unnamed = new List<Proto.TensorProto>();
        for (var i = 0; i < proto.Initializer.Count; i++)
        {
            var (tensor, index, name) = (proto.Initializer[i], i, proto.Initializer[i].Name);
            if (name.Length == 0)
            {
                unnamed.Add(tensor);
                continue;
            }
            tensor.ClearName();
            var value = graph.Own(name) ?? graph.Add(name);
            value.Data = TensorReader.Read(tensor, at.At(() => $"initializer {index} '{name}'"));
            value.Type = TensorType.Of(value.Data);
        }
        proto.Initializer.Clear();
        proto.Initializer.Add(unnamed);
    }

    /// <param name="given">Values that are there without a node.</param>
    static void AddOutputs(Node node, Proto.NodeProto proto, HashSet<Value> given, Source at)
    {
        for (var i = 0; i < proto.Output.Count; i++)
        {
            var name = proto.Output[i];
            var value = name.Length == 0 ? null : node.Graph.Own(name) ?? node.Graph.Add(name);
            if (value is not null && (value.Producer is not null || given.Contains(value)))
                throw at.Structure($"the output '{name}' has the name of another value; names are unique.");
            node.SetOutput(i, value);
        }
    }

    static void Connect(Node node, Proto.NodeProto proto, Source at)
    {
        for (var i = 0; i < proto.Input.Count; i++)
        {
            var name = proto.Input[i];
            node.SetInput(i, name.Length == 0 ? null : node.Graph.Find(name) ?? throw at.Structure($"input {i} '{name}' is given by no node, input or initializer."));
        }
        foreach (var attribute in proto.Attribute) node.Attributes.Set(AttributeReader.Read(attribute, node.Graph, at));
        if (proto.HasDocString) node.DocString = proto.DocString;
        node.Unmodelled = Rest(proto);
    }

    static Proto.NodeProto? Rest(Proto.NodeProto proto)
    {
        proto.Input.Clear();
        proto.Output.Clear();
        proto.Attribute.Clear();
        proto.ClearName();
        proto.ClearOpType();
        proto.ClearDomain();
        proto.ClearOverload();
        proto.ClearDocString();
        return proto.CalculateSize() == 0 ? null : proto;
    }

    static Proto.GraphProto? Rest(Proto.GraphProto proto)
    {
        proto.ClearName();
        proto.ClearDocString();
        proto.Node.Clear();
        proto.Input.Clear();
        proto.Output.Clear();
        proto.ValueInfo.Clear();
        return proto.CalculateSize() == 0 ? null : proto;
    }
}
