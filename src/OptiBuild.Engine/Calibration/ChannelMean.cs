using System.Numerics.Tensors;

namespace OptiBuild.Engine.Calibration;

/// <summary>Mean of each channel of an activation, over all samples and positions. Sums in double: 10⁷ terms lose digits in float.</summary>
public sealed class ChannelMean(int axis)
{
    double[] sums = [];
    long perChannel;

    /// <summary>[channels]; empty before anything was added.</summary>
    public double[] Values => [.. sums.Select(s => s / Math.Max(1, perChannel))];

    /// <param name="shape">With the batch axis; channels lie on the axis given at construction, negative from the end.</param>
    public void Add(ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        var at = axis < 0 ? axis + shape.Length : axis;
        var channels = (int)shape[at];
        if (sums.Length == 0) sums = new double[channels];
        if (channels != sums.Length || channels == 0 || values.IsEmpty) return;
        var inner = 1;
        foreach (var size in shape[(at + 1)..]) inner *= (int)size;
        for (var start = 0; start < values.Length; start += channels * inner)
            for (var c = 0; c < channels; c++)
                sums[c] += inner == 1 ? values[start + c] : TensorPrimitives.Sum(values.Slice(start + c * inner, inner));
        perChannel += values.Length / channels;
    }
}
