using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

static class Resize
{
    /// <summary>Other modes compute new values, which ONNX Runtime does in float.</summary>
    public static string? Declines(Node resize) =>
        resize.Attributes.Text("mode", "nearest") is not "nearest" and var mode ? $"its {mode} mode has no int8 kernel" : null;
}
