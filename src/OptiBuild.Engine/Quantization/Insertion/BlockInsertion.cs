using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

/// <summary>MatMul, Gemm → MatMulNBits, and an Add where the Gemm has a bias.</summary>
/// <remarks>
/// https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits
/// ONNX Runtime makes the same kernel of a DequantizeLinear with blocks and int4, which is standard ONNX, but from opset 21 on only.
/// </remarks>
static class BlockInsertion
{
    const int Bits = 4;

    /// <summary>What 0 is stored as where no zero points are given.</summary>
    const int Zero = 8;

    /// <summary>Activations are rounded to int8 in each block: on x64 up to three times as fast as float products, with an error far below that of 4-bit weights.</summary>
    const int Int8Activations = 4;

    public static void Apply(Graph graph, BlockPlan plan)
    {
        var (old, weights, name) = (plan.Node, plan.Weights, plan.Node.Input(1)!.Name);
        var (x, bias, result) = (old.Input(0)!, old.Is("Gemm") ? old.Input(2) : null, old.Output(0)!);
        var product = graph.AddNode("MatMulNBits", DynamicInsertion.Microsoft, after: old);
        (product.Name, product.DocString) = (old.Name, old.DocString);
        foreach (var (attribute, value) in new[] { ("K", weights.Inputs), ("N", weights.Outputs), ("bits", Bits), ("block_size", weights.Block), ("accuracy_level", Int8Activations) })
            product.Attributes.Set(new IntAttribute(attribute, value));
        product.SetInput(0, x);
        product.SetInput(1, graph.AddConstant($"{name}_int4", new Tensor(ElementType.UInt8, [weights.Outputs, weights.Blocks, weights.Block / 2], Packed(weights))));
        product.SetInput(2, graph.AddConstant($"{name}_scale", Tensor.Floats([weights.Outputs, weights.Blocks], weights.Scales)));
        old.SetOutput(0, null);
        graph.Remove(old);
        if (bias is null) product.SetOutput(0, result);
        else AddBias(product, bias, result);
    }

    static void AddBias(Node product, Value bias, Value result)
    {
        product.SetOutput(0, product.Graph.AddNamed($"{result.Name}_product", result.Type));
        var sum = product.Graph.AddNode("Add", after: product);
        sum.Name = $"{result.Name}_sum";
        sum.SetInput(0, product.Output(0));
        sum.SetInput(1, bias);
        sum.SetOutput(0, result);
    }

    /// <summary>[outputs, blocks, block / 2] two weights in a byte, the earlier one in its lower half; blocks are filled up with zeros.</summary>
    internal static byte[] Packed(BlockWeights weights)
    {
        const byte Zeros = Zero << Bits | Zero;
        var bytes = new byte[weights.Outputs * weights.Blocks * weights.Block / 2];
        bytes.AsSpan().Fill(Zeros);
        var perOutput = weights.Blocks * weights.Block / 2;
        for (var i = 0; i < weights.Values.Length; i++)
        {
            var (input, output) = (i / weights.Outputs, i % weights.Outputs);
            // Adding to the half that holds Zero cannot carry: levels are −7..7.
            bytes[output * perOutput + input / 2] += (byte)(input % 2 == 0 ? weights.Values[i] : weights.Values[i] << Bits);
        }
        return bytes;
    }
}
