using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Float operators that ONNX Runtime would quantize by itself.</summary>
/// <remarks>
/// At load, ONNX Runtime gives a float Conv, ConvTranspose or Gemm between a DequantizeLinear and a QuantizeLinear, with nothing but Relu or
/// Clip after it, int8 weights of one scale for all channels: efficientnet-lite0 with float depthwise convolutions keeps 56 % of its answers.
/// A Sum of one operand, which changes nothing, in front of the operator keeps that from happening.
/// (onnxruntime/core/optimizer/qdq_transformer/weight_bias_quantization.cc)
/// </remarks>
static class Guards
{
    public static IReadOnlyList<Node> Needed(Graph graph, Placement placement)
    {
        var quantized = ActivationGroups.Of(graph, placement).SelectMany(g => g.Values).ToHashSet();
        return [.. graph.Nodes.Where(n => (n.Is("Conv") || n.Is("ConvTranspose") || n.Is("Gemm")) && !placement.IsInt8(n)
            && !placement.Existing.IsKept(n) && n.Input(0) is { } x && (quantized.Contains(x) && placement.IsInt8(x.Producer) || placement.Existing.IsDequantized(x)) && IsOnlyQuantized(n.Output(0)!, quantized, placement))];
    }

    static bool IsOnlyQuantized(Value value, HashSet<Value> quantized, Placement placement)
    {
        if (value.IsGraphOutput) return false;
        if (value.Uses is [var only] && placement.Existing.Quantizes(only)) return true;
        if (quantized.Contains(value)) return value.Uses.All(u => placement.IsInt8(u.Node));
        return value.Uses is [{ Node: var reader }] && (reader.Is("Relu") || reader.Is("Clip")) && IsOnlyQuantized(reader.Output(0)!, quantized, placement);
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
