using OptiBuild.Engine;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>A graph with the placement that options ask for, costs aside.</summary>
sealed record Placed(Graph Graph, Placement Placement)
{
    public static Placed Of(string text, params (string Name, string Text)[] options)
    {
        var graph = ModelSamples.Parse(text).Graph;
        return new(graph, Placement.For(graph, Options.From(options.Select(o => KeyValuePair.Create(o.Name, o.Text))), cost: null));
    }

    public static string[] Int8Of(string text) => Of(text).Int8;

    public IReadOnlyList<Node> Nodes => Graph.Nodes;

    public string[] Int8 => [.. Nodes.Where(Placement.IsInt8).Select(n => n.Name)];

    public Node Node(string name) => Nodes.Single(n => n.Name == name);

    public string? Reason(string name) => Placement.Reason(Node(name));
}
