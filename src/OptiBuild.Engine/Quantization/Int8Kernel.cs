using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>An operator that ONNX Runtime computes in int8, and where its weights are.</summary>
/// <param name="Domain">"" for ai.onnx.</param>
/// <param name="Weights">Inputs that hold them.</param>
/// <param name="Zero">The input with the zero point of the activations; null where the operator quantizes them itself, unsigned.</param>
/// <param name="Order">How the kernel goes through a weight; null where it adds in 32 bits.</param>
sealed record Int8Kernel(string Domain, string Op, IReadOnlyList<int> Weights, int? Zero, Func<Node, Tensor, KernelOrder?> Order);

static class Int8Kernels
{
    const string Microsoft = "com.microsoft";

    static readonly Int8Kernel[] Rows =
    [
        new("",        "QLinearConv",           [3],    2,    Convolution),
        new(Microsoft, "QLinearConv",           [3],    2,    Convolution),
        new("",        "ConvInteger",           [1],    2,    Exact),
        new("",        "QLinearMatMul",         [3],    2,    Product),
        new(Microsoft, "QLinearMatMul",         [3],    2,    Product),
        new("",        "MatMulInteger",         [1],    2,    Product),
        new(Microsoft, "MatMulIntegerToFloat",  [1],    4,    Product),
        new(Microsoft, "QGemm",                 [3],    2,    Gemm),
        new(Microsoft, "QAttention",            [1],    6,    Product),
        new(Microsoft, "DynamicQuantizeMatMul", [1],    null, Product),
        new(Microsoft, "DynamicQuantizeLSTM",   [1, 2], null, Product),
    ];

    /// <summary>Operators between QuantizeLinear and DequantizeLinear that become one of the rows above at load.</summary>
    static readonly Int8Kernel[] Dequantized =
    [
        new("", "Conv",   [1], null, Convolution),
        new("", "MatMul", [1], null, Product),
        new("", "Gemm",   [1], null, Gemm),
    ];

    public static Int8Kernel? Of(Node node) => Find(Rows, node);

    public static Int8Kernel? OfDequantized(Node node) => Find(Dequantized, node);

    static Int8Kernel? Find(Int8Kernel[] rows, Node node) => Array.Find(rows, r => r.Domain == node.Domain && r.Op == node.OpType);

    static KernelOrder? Product(Node node, Tensor weight) => weight.Shape.Count >= 2 ? KernelOrder.Rows(weight.Shape) : null;

    static KernelOrder? Gemm(Node node, Tensor weight) =>
        weight.Shape.Count != 2 ? null : node.Attributes.Int("transB", 0) == 0 ? KernelOrder.Rows(weight.Shape) : KernelOrder.Columns(weight.Shape);

    /// <remarks>Kernels for one channel and one output per group add in 32 bits; with several outputs it is a product of matrices like any other.</remarks>
    static KernelOrder? Convolution(Node node, Tensor weight) =>
        weight.Shape.Count < 2 || (weight.Shape[1] == 1 && weight.Shape[0] == node.Attributes.Int("group", 1)) ? null : KernelOrder.ChannelsLast(weight.Shape);

    static KernelOrder? Exact(Node node, Tensor weight) => null;
}
