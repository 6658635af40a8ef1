using System.Globalization;
using System.Text;

namespace OptiBuild.Onnx.Text;

/// <summary>Models, graphs and nodes in the order in which they are held: the same model gives the same text.</summary>
sealed class TextPrinter(ModelTextStyle style)
{
    readonly StringBuilder text = new();
    readonly ValueText values = new(style);
    int level;

    public override string ToString() => text.ToString();

    public TextPrinter Model(Model model)
    {
        List<string> header = [$"ir_version: {Number(model.IrVersion)}", $"opset_import: {Opsets(model.Opsets)}"];
        if (model.ProducerName is { } producer) header.Add($"producer_name: {ValueText.Quoted(producer)}");
        if (model.ProducerVersion is { } version) header.Add($"producer_version: {ValueText.Quoted(version)}");
        if (model.Domain is { } domain) header.Add($"domain: {ValueText.Quoted(domain)}");
        if (model.ModelVersion is { } modelVersion) header.Add($"model_version: {Number(modelVersion)}");
        if (model.DocString is { } doc) header.Add($"doc_string: {ValueText.Quoted(doc)}");
        if (model.Metadata.Count > 0)
            header.Add($"metadata_props: [{string.Join(", ", model.Metadata.Select(p => $"{ValueText.Quoted(p.Key)} : {ValueText.Quoted(p.Value)}"))}]");
        text.Append('<').AppendJoin(", ", header).Append(">\n");
        Graph(model.Graph);
        text.Append('\n');
        foreach (var function in model.Functions) Function(function);
        return this;
    }

    public TextPrinter Graph(Graph graph)
    {
        if (graph.Name.Length > 0) text.Append(ValueText.Name(graph.Name)).Append(' ');
        text.Append('(').AppendJoin(", ", graph.Inputs.Select(ValueText.Declared));
        text.Append(") => (").AppendJoin(", ", graph.Outputs.Select(ValueText.Declared)).Append(')');
        Declarations(graph.Initializers.Select(v => $"{ValueText.Type(TensorType.Of(v.Data!))} {ValueText.Name(v.Name)} = {values.Elements(v.Data!)}")
            .Concat(GraphWriter.Inner(graph).Where(v => v.Type is not null && v.Data is null).Select(ValueText.Declared)));
        Nodes(graph);
        return this;
    }

    public TextPrinter Node(Node node)
    {
        if (node.Name.Length > 0) text.Append('[').Append(ValueText.Name(node.Name)).Append("] ");
        text.AppendJoin(", ", node.Outputs.Select(v => ValueText.Name(v?.Name ?? ""))).Append(" = ");
        if (node.Domain.Length > 0) text.Append(Domain(node.Domain)).Append('.');
        text.Append(ValueText.Name(node.OpType));
        if (node.Overload.Length > 0) text.Append(':').Append(ValueText.Name(node.Overload));
        if (node.Attributes.Count > 0)
        {
            text.Append('<');
            Join(node.Attributes, Attribute);
            text.Append('>');
        }
        text.Append('(').AppendJoin(", ", node.Inputs.Select(v => ValueText.Name(v?.Name ?? ""))).Append(')');
        return this;
    }

    void Function(Function function)
    {
        List<string> header = [$"domain: {ValueText.Quoted(function.Domain)}", $"opset_import: {Opsets(function.Opsets)}"];
        if (function.Overload.Length > 0) header.Add($"overload: {ValueText.Quoted(function.Overload)}");
        if (function.DocString is { } doc) header.Add($"doc_string: {ValueText.Quoted(doc)}");
        text.Append("\n<").AppendJoin(", ", header).Append(">\n").Append(ValueText.Name(function.Name));
        if (function.AttributeNames.Count + function.AttributeDefaults.Count > 0)
        {
            text.Append(" <").AppendJoin(", ", function.AttributeNames.Select(ValueText.Name));
            if (function.AttributeNames.Count > 0 && function.AttributeDefaults.Count > 0) text.Append(", ");
            Join(function.AttributeDefaults, Attribute);
            text.Append('>');
        }
        text.Append(" (").AppendJoin(", ", function.Body.Inputs.Select(v => ValueText.Name(v.Name)));
        text.Append(") => (").AppendJoin(", ", function.Body.Outputs.Select(v => ValueText.Name(v.Name))).Append(')');
        Declarations(function.Body.Values.Where(v => v.Type is not null).Select(ValueText.Declared));
        Nodes(function.Body);
        text.Append('\n');
    }

    void Attribute(Attribute attribute)
    {
        text.Append(ValueText.Name(attribute.Name));
        if (attribute is GraphAttribute single)
        {
            text.Append(LooksLikeGraph(single.Value) ? "=" : ": graph=");
            Graph(single.Value);
        }
        else if (attribute is GraphsAttribute { Values.Count: > 0 } several)
        {
            text.Append(several.Values.All(LooksLikeGraph) ? "=[" : ": graphs=[");
            Join(several.Values, g => Graph(g));
            text.Append(']');
        }
        else text.Append(values.Attribute(attribute));
    }

    void Declarations(IEnumerable<string> declarations)
    {
        var lines = declarations.ToArray();
        if (lines.Length == 0) return;
        level++;
        NewLine().Append('<');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0) NewLine().Append(' ');
            text.Append(lines[i]).Append(i < lines.Length - 1 ? "," : ">");
        }
        level--;
    }

    void Nodes(Graph graph)
    {
        NewLine().Append('{');
        level++;
        foreach (var node in graph.Nodes)
        {
            NewLine();
            Node(node);
        }
        level--;
        NewLine().Append('}');
    }

    void Join<T>(IEnumerable<T> items, Action<T> print)
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(", ");
            first = false;
            print(item);
        }
    }

    StringBuilder NewLine() => text.Append('\n').Append(' ', 4 * level);

    /// <summary>Not like a string, a tensor or a number.</summary>
    static bool LooksLikeGraph(Graph graph) =>
        graph.Name.Length == 0 || (ValueText.Name(graph.Name)[0] != '"' && !Words.ElementTypes.ContainsKey(graph.Name) && graph.Name is not ("inf" or "nan"));

    static string Opsets(IEnumerable<OpsetImport> opsets) => $"[{string.Join(", ", opsets.Select(o => $"{ValueText.Quoted(o.Domain)} : {Number(o.Version)}"))}]";

    static string Domain(string domain) => string.Join('.', domain.Split('.').Select(ValueText.Name));

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
