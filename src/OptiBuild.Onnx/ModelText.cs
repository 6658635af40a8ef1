using OptiBuild.Onnx.Text;

namespace OptiBuild.Onnx;

/// <summary>How a model is printed.</summary>
public sealed record ModelTextStyle
{
    /// <summary>Everything, so that parsing gives the same model back.</summary>
    public static readonly ModelTextStyle Full = new();

    /// <summary>For people: constants show their beginning only.</summary>
    public static readonly ModelTextStyle Short = new() { Elements = 8 };

    /// <summary>How many elements of a constant are shown; the number of the others follows.</summary>
    public int Elements { get; init; } = int.MaxValue;
}

/// <summary>Models as text, in the syntax of https://onnx.ai/onnx/repo-docs/Syntax.html.</summary>
/// <remarks>
///   More than there: the header may be left out (ir 8, opset 17), ';' may end a node, dimensions and operator names may be
///   quoted, strings know \n \t \r \xNN, float16 and bfloat16 constants are written as numbers, 0x… are an element's bits.
///   Not in the text: doc strings of nodes and values, denotations, and what <see cref="Model"/> does not model.
/// </remarks>
public static class ModelText
{
    public static string Print(Model model, ModelTextStyle? style = null) => new TextPrinter(style ?? ModelTextStyle.Full).Model(model).ToString();

    public static string Print(Graph graph, ModelTextStyle? style = null) => new TextPrinter(style ?? ModelTextStyle.Full).Graph(graph).ToString();

    public static string Print(Node node, ModelTextStyle? style = null) => new TextPrinter(style ?? ModelTextStyle.Full).Node(node).ToString();

    /// <exception cref="ModelException">The text is not in that syntax (line, column, found, expected), or its names do not fit together.</exception>
    public static Model Parse(string text)
    {
        var proto = ModelParser.Parse(new TextCursor(text));
        using var files = new ExternalData(null);
        return ModelReader.FromProto(proto, new Source(() => "text", files));
    }
}
