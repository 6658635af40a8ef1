using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Weights;

/// <summary>Smallest and largest value and mean square of each channel, over any number of rows.</summary>
public sealed class ChannelExtent
{
    float[] squares = [];
    double[] sums = [];
    long rows;

    /// <summary>[channels]; 0 is always inside, because integers have to hold it.</summary>
    public float[] Min { get; private set; } = [];

    /// <summary>[channels]</summary>
    public float[] Max { get; private set; } = [];

    /// <summary>[channels] E[x²].</summary>
    public double[] MeanSquares => [.. sums.Select(s => s / Math.Max(1, rows))];

    /// <param name="x">[rows, channels]</param>
    public void Add(ReadOnlySpan<float> x, int channels)
    {
        if (sums.Length == 0) (Min, Max, squares, sums) = (new float[channels], new float[channels], new float[channels], new double[channels]);
        Shape.Require(channels == sums.Length && x.Length % channels == 0);
        for (var start = 0; start < x.Length; start += channels)
        {
            var row = x.Slice(start, channels);
            TensorPrimitives.Min(row, Min, Min);
            TensorPrimitives.Max(row, Max, Max);
            TensorPrimitives.Multiply(row, row, squares);
            for (var c = 0; c < channels; c++) sums[c] += squares[c];
        }
        rows += x.Length / channels;
    }
}
