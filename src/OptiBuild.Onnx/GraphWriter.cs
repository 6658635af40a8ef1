namespace OptiBuild.Onnx;

/// <summary><see cref="Graph"/> to GraphProto: references become names.</summary>
static class GraphWriter
{
    public static Proto.GraphProto Write(Graph graph, WeightsFile? weights)
    {
        var proto = graph.Unmodelled?.Clone() ?? new Proto.GraphProto();
        if (graph.Name.Length > 0) proto.Name = graph.Name;
        if (graph.DocString is { } doc) proto.DocString = doc;
        foreach (var initializer in graph.Initializers)
        {
            var tensor = TensorWriter.Write(initializer.Data!, weights);
            tensor.Name = initializer.Name;
            proto.Initializer.Add(tensor);
        }
        proto.Node.Add(graph.Nodes.Select(n => Write(n, weights)));
        proto.Input.Add(graph.Inputs.Select(Describe));
        proto.Output.Add(graph.Outputs.Select(Describe));
        proto.ValueInfo.Add(Inner(graph).Select(Describe));
        return proto;
    }

    public static Proto.NodeProto Write(Node node, WeightsFile? weights)
    {
        var proto = node.Unmodelled?.Clone() ?? new Proto.NodeProto();
        proto.OpType = node.OpType;
        if (node.Name.Length > 0) proto.Name = node.Name;
        if (node.Domain.Length > 0) proto.Domain = node.Domain;
        if (node.Overload.Length > 0) proto.Overload = node.Overload;
        if (node.DocString is { } doc) proto.DocString = doc;
        proto.Input.Add(node.Inputs.Select(v => v?.Name ?? ""));
        proto.Output.Add(node.Outputs.Select(v => v?.Name ?? ""));
        proto.Attribute.Add(node.Attributes.Select(a => AttributeWriter.Write(a, weights)));
        return proto;
    }

    /// <summary>Values described between inputs and outputs, in the nodes' order. An initializer's type is that of its data.</summary>
    public static IEnumerable<Value> Inner(Graph graph)
    {
        var shown = graph.Inputs.Concat(graph.Outputs).ToHashSet();
        var values = graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>().Concat(graph.Values.Where(v => v.Producer is null));
        return values.Where(v => !shown.Contains(v) && (v.DocString is not null || v.Unmodelled is not null || (v.Type is not null && v.Data is null)));
    }

    public static Proto.ValueInfoProto Describe(Value value)
    {
        var proto = value.Unmodelled?.Clone() ?? new Proto.ValueInfoProto();
        proto.Name = value.Name;
        if (value.Type is { } type) proto.Type = ValueTypeProto.Write(type);
        if (value.DocString is { } doc) proto.DocString = doc;
        return proto;
    }
}
