using System.Numerics.Tensors;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

static class Constants
{
    /// <summary>Whether every number is finite; what is no float is.</summary>
    /// <remarks>The largest magnitude is NaN where one value is.</remarks>
    public static bool AreFinite(OptiBuild.Onnx.Tensor? data) =>
        data is not { Type: ElementType.Float, Count: > 0 } || float.IsFinite(TensorPrimitives.MaxMagnitude(data.Span<float>()));
}
