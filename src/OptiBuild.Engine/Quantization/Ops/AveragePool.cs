using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

static class AveragePool
{
    /// <remarks>ONNX Runtime copies the attribute to an operator that does not know it, and then refuses the model.</remarks>
    public static string? Declines(Node pool) => pool.Attributes["dilations"] is null ? null : "its int8 kernel knows no dilations";
}
