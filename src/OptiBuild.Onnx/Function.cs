namespace OptiBuild.Onnx;

/// <summary>A model-local function: an operator made of other operators. https://onnx.ai/onnx/repo-docs/IR.html#functions</summary>
public sealed class Function(string name, string domain, Graph body)
{
    public string Name { get; } = name;
    public string Domain { get; } = domain;
    public string Overload { get; init; } = "";
    public string? DocString { get; init; }

    /// <summary>Inputs and outputs of the function are those of the body.</summary>
    public Graph Body { get; } = body;

    public List<OpsetImport> Opsets { get; } = [];

    /// <summary>Names of attributes without a default.</summary>
    public List<string> AttributeNames { get; } = [];

    public List<Attribute> AttributeDefaults { get; } = [];

    internal Proto.FunctionProto? Unmodelled { get; set; }
}
