using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Cleaning;

/// <summary>DequantizeLinear nodes that read the same integers in the same way → one. ONNX Runtime gives every reader its own, and does so again when it loads the model.</summary>
static class SharedDequantizers
{
    /// <returns>How many nodes went.</returns>
    public static int Merge(Graph graph)
    {
        var first = new Dictionary<(Value?, Value?, Value?, string), Node>();
        var merged = 0;
        foreach (var node in graph.Nodes.Where(n => Conversions.IsDequantize(n) && n.Input(0) is { IsConstant: false }).ToArray())
        {
            if (node.Output(0) is not { IsGraphOutput: false } output || first.TryAdd(Key(node), node)) continue;
            Graph.ReplaceUses(output, first[Key(node)].Output(0)!);
            graph.Remove(node);
            merged++;
        }
        return merged;
    }

    static (Value?, Value?, Value?, string) Key(Node node) =>
        (node.Input(0), node.Input(1), node.Input(2), $"{node.Domain} {string.Join(' ', node.Attributes.OfType<IntAttribute>().Select(a => $"{a.Name}={a.Value}").Order(StringComparer.Ordinal))}");
}
