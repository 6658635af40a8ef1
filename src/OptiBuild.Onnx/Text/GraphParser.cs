namespace OptiBuild.Onnx.Text;

/// <summary>Graphs and nodes.</summary>
static class GraphParser
{
    /// <summary>name (inputs) => (outputs) &lt;constants and types&gt; { nodes }, the name optional.</summary>
    public static Proto.GraphProto Graph(TextCursor text) => text.Nested(() =>
    {
        var graph = new Proto.GraphProto();
        if (text.AtName) graph.Name = text.Name();
        foreach (var input in Values(text, graph)) graph.Input.Add(input);
        text.Expect("=>");
        foreach (var output in Values(text, null)) graph.Output.Add(output);
        if (text.Take('<')) graph.ValueInfo.Add(text.List('>', () => Declaration(text, graph)).OfType<Proto.ValueInfoProto>());
        graph.Node.Add(Nodes(text));
        return graph;
    });

    public static List<Proto.NodeProto> Nodes(TextCursor text)
    {
        var nodes = new List<Proto.NodeProto>();
        text.Expect('{');
        while (!text.Take('}'))
        {
            nodes.Add(Node(text));
            while (text.Take(';')) { }
        }
        return nodes;
    }

    public static List<string> Names(TextCursor text)
    {
        text.Expect('(');
        return text.List(')', () => text.Name());
    }

    static List<Proto.ValueInfoProto> Values(TextCursor text, Proto.GraphProto? defaults)
    {
        text.Expect('(');
        return text.List(')', () =>
        {
            var value = TypeParser.Value(text);
            if (defaults is not null && !text.At("=>") && text.Take('=')) defaults.Initializer.Add(Constant(value, text));
            return value;
        });
    }

    /// <summary>null for a constant, which has become an initializer.</summary>
    static Proto.ValueInfoProto? Declaration(TextCursor text, Proto.GraphProto graph)
    {
        var value = TypeParser.Value(text);
        if (value.Type is null) throw text.Error($"a type before '{value.Name}'");
        if (!text.Take('=')) return value;
        graph.Initializer.Add(Constant(value, text));
        return null;
    }

    static Proto.TensorProto Constant(Proto.ValueInfoProto value, TextCursor text)
    {
        var tensor = TensorParser.Elements(value.Type, text);
        tensor.Name = value.Name;
        return tensor;
    }

    /// <summary>[label] outputs = domain.Op:overload&lt;attributes&gt;(inputs), the attributes also behind the inputs.</summary>
    static Proto.NodeProto Node(TextCursor text)
    {
        var node = new Proto.NodeProto();
        if (text.Take('['))
        {
            node.Name = text.Name();
            text.Expect(']');
        }
        if (text.Next != '=') node.Output.Add(text.List('=', () => Optional(text, '=')));
        else text.Expect('=');
        Operator(node, text);
        Attributes(node, text);
        text.Expect('(');
        node.Input.Add(text.List(')', () => Optional(text, ')')));
        Attributes(node, text);
        return node;
    }

    /// <summary>Nothing between two commas, or "", stands for a value that is left out.</summary>
    static string Optional(TextCursor text, char close) => text.Next == ',' || text.Next == close ? "" : text.Name("the name of a value");

    static void Operator(Proto.NodeProto node, TextCursor text)
    {
        var parts = new List<string>();
        do parts.Add(text.Name("the name of an operator")); while (text.Take('.'));
        node.OpType = parts[^1];
        if (parts.Count > 1) node.Domain = string.Join('.', parts[..^1]);
        if (text.Take(':')) node.Overload = text.Name();
    }

    static void Attributes(Proto.NodeProto node, TextCursor text)
    {
        if (text.Take('<')) node.Attribute.Add(text.List('>', () => AttributeParser.Attribute(text)));
    }
}
