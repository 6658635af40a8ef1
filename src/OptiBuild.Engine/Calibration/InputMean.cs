using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Mean of what each weight of a layer is multiplied with, over all samples and positions.</summary>
/// <remarks>Sums in double: 10⁷ terms lose digits in float.</remarks>
public sealed class InputMean(Node node)
{
    double[] sums = [];
    long count;

    /// <summary>[channels · kernel positions]; empty before anything was added.</summary>
    public double[] Values => [.. sums.Select(s => s / Math.Max(1, count))];

    /// <param name="shape">With the batch axis first: [n, channels, …] for convolutions, […, channels] for matrix products.</param>
    public void Add(ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        if (values.IsEmpty) return;
        var window = node.Is("Conv") ? Conv.Window(node, shape) : Window.Point;
        var channels = (int)(node.Is("Conv") ? shape[1] : shape[^1]);
        if (sums.Length == 0) sums = new double[channels * window.KernelSize];
        var perSample = channels * window.InputSize;
        for (var start = 0; start < values.Length; start += perSample) PatchSum.Add(values.Slice(start, perSample), window, sums);
        count += (long)values.Length / perSample * window.OutputSize;
    }
}
