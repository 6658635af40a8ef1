using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>Float operators that ONNX Runtime would quantize by itself.</summary>
/// <remarks>
/// At load, ONNX Runtime gives a float Conv, ConvTranspose or Gemm between a DequantizeLinear and a QuantizeLinear, with nothing but Relu or
/// Clip after it, int8 weights of one scale for all channels: efficientnet-lite0 with float depthwise convolutions keeps 56 % of its answers.
/// A Softmax between the two becomes an int8 kernel several times as slow, and an AveragePool with dilations one that refuses them.
/// A Sum of one operand, which changes nothing, in front of the operator keeps that from happening.
/// (onnxruntime/core/optimizer/qdq_transformer/weight_bias_quantization.cc)
/// </remarks>
static class Guards
{
    public static IReadOnlyList<Node> Needed(Graph graph, Placement placement) => [.. graph.Nodes.Where(n => Needs(n, placement))];

    public static bool Needs(Node node, Placement placement) =>
        IsTaken(node) && !placement.IsInt8(node) && !placement.Existing.IsKept(node) && node.Input(0) is { } x
        && (placement.Existing.IsDequantized(x) || placement.IsInt8(x.Producer) && ActivationGroups.IsInteger(x, placement)) && IsOnlyQuantized(node.Output(0)!, placement);

    static bool IsTaken(Node node) => node.Is("Conv") || node.Is("ConvTranspose") || node.Is("Gemm") || node.Is("Softmax") || (node.Is("AveragePool") && AveragePool.Declines(node) is not null);

    static bool IsOnlyQuantized(Value value, Placement placement)
    {
        if (value.IsGraphOutput) return false;
        if (value.Uses is [var only] && placement.Existing.Quantizes(only)) return true;
        if (ActivationGroups.IsInteger(value, placement)) return value.Uses.All(u => placement.IsInt8(u.Node));
        return value.Uses is [{ Node: var reader }] && IsFollower(reader) && IsOnlyQuantized(reader.Output(0)!, placement);
    }

    static bool IsFollower(Node node) => node.Is("Relu") || node.Is("Clip");

    /// <summary>The nodes whose need may depend on where <paramref name="nodes"/> run: those around them, seen through Relu and Clip.</summary>
    public static IEnumerable<Node> Near(IEnumerable<Node> nodes)
    {
        var near = new HashSet<Node>();
        foreach (var value in nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)).OfType<Value>().Distinct())
        {
            near.UnionWith(value.Uses.Select(u => u.Node));
            for (var producer = value.Producer; producer is not null; producer = IsFollower(producer) ? producer.Input(0)?.Producer : null) near.Add(producer);
        }
        return near;
    }

    public static void Insert(Graph graph, Node node)
    {
        var guard = graph.AddNodeBefore(node, "Sum");
        guard.Name = $"{node.Label}_guard";
        guard.SetInput(0, node.Input(0));
        guard.SetOutput(0, graph.AddNamed($"{node.Input(0)!.Name}_guarded", node.Input(0)!.Type));
        node.SetInput(0, guard.Output(0));
    }
}
