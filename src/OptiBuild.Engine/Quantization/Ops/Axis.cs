namespace OptiBuild.Engine.Quantization.Ops;

static class Axis
{
    /// <summary>Counted from the end where negative, as ONNX does.</summary>
    public static int Of(int axis, IReadOnlyList<long> shape) => axis < 0 ? axis + shape.Count : axis;
}
