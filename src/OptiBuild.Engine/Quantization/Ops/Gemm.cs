using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>Y = alpha · A · B + beta · C. https://onnx.ai/onnx/operators/onnx__Gemm.html</summary>
static class Gemm
{
    /// <summary>B is [K, N], or [N, K] when transB: output channels are N.</summary>
    public static int ChannelAxis(Node gemm) => gemm.Attributes.Int("transB", 0) == 0 ? 1 : 0;

    /// <remarks>ONNX Runtime's QGemm takes beta = 1 only; alpha would change the meaning of the bias' scale.</remarks>
    public static string? Declines(Node gemm) =>
        gemm.Attributes.Int("transA", 0) != 0                              ? "its first operand is transposed"
        : gemm.Attributes.Float("alpha", 1) != 1                           ? "its alpha is not 1"
        : gemm.Attributes.Float("beta", 1) != 1 && gemm.Input(2) is not null ? "its beta is not 1"
        : gemm.Input(2)?.Data is { } bias && bias.Count != 1 && !IsPerChannel(gemm, bias) ? "its bias is not one value per output channel"
        : null;

    static bool IsPerChannel(Node gemm, Tensor bias) =>
        Conversions.Constant(gemm.Input(1)) is { Shape.Count: 2 } weight && bias.Shape[^1] == weight.Shape[ChannelAxis(gemm)] && bias.Count == bias.Shape[^1];
}
