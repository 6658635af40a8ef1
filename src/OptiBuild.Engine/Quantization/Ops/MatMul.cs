using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

static class MatMul
{
    /// <summary>A product of two activations gains little from int8 and loses accuracy: attention scores have outliers.</summary>
    public static string? Declines(Node matMul) =>
        Conversions.Constant(matMul.Input(1)) is not { } weight ? "both operands are computed"
        : weight.Shape.Count != 2                               ? $"its weight has {weight.Shape.Count} axes"
        : null;
}
