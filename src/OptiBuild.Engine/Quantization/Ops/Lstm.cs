using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>Input X, weights W [directions, 4 · hidden, input] and R [directions, 4 · hidden, hidden], bias B [directions, 8 · hidden]. https://onnx.ai/onnx/operators/onnx__LSTM.html</summary>
static class Lstm
{
    public const int X = 0, W = 1, R = 2, B = 3, Inputs = 8;

    /// <summary>Output with the states of all steps: [steps, directions, batch, hidden].</summary>
    public const int Y = 0;

    public static bool IsReverse(Node node) => node.Attributes.Text("direction", "forward") == "reverse";

    /// <remarks>DynamicQuantizeLSTM shares everything but its products with ONNX Runtime's LSTM: directions, activation functions, clip, peepholes, lengths of sequences.</remarks>
    public static string? Declines(Node node) => node.Attributes.Int("layout", 0) != 0 ? "its int8 kernel takes sequences along the first axis only (layout=0)" : null;
}
