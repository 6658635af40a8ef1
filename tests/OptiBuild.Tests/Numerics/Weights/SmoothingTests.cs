using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class SmoothingTests
{
    /// <summary>Results are floats.</summary>
    static readonly Close Float = Close.Relative(1e-6);

    [Theory]
    [InlineData(16, 4, 0.5, 2)]
    [InlineData(16, 4, 1, 16)]
    [InlineData(16, 4, 0, 0.25)]
    [InlineData(0, 4, 0.5, 1)]
    [InlineData(16, 0, 0.5, 1)]
    [InlineData(float.NaN, 1, 0.5, 1)]
    [InlineData(float.PositiveInfinity, 1, 0.5, 1)]
    public void DividesTheRangeOfTheInputByThatOfTheWeights(float input, float weight, double alpha, double scale)
    {
        Assert.Equal(scale, Smoothing.Scales([input], [weight], alpha).Single(), Float);
    }

    /// <summary>The strengths that are tried.</summary>
    static readonly double[] Strengths = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    const int QMax = 127;

    /// <summary>Extents and scales are floats.</summary>
    static readonly Close FloatScales = Close.Relative(1e-5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FindsTheStrengthWithTheLeastErrorOfTheFormula(ulong seed)
    {
        const int channels = 12, outputs = 5, rows = 50;
        var (x, extent) = Outlying(rows, channels, seed);
        var w = Samples.Gaussian(channels * outputs, 1, seed + 10);
        var candidates = Strengths.Select(a => Enumerable.Range(0, channels).Select(j =>
            Math.Pow(Column(x, channels, j).Max(Math.Abs), a) / Math.Pow(w.AsSpan(j * outputs, outputs).ToArray().Max(Math.Abs), 1 - a)).ToArray()).ToArray();

        var found = Smoothing.Find(extent, w, QMax);

        var best = candidates.MinBy(s => PredictedError(x, w, s))!;
        Assert.True(PredictedError(x, w, best) < 0.6 * PredictedError(x, w, [.. Enumerable.Repeat(1.0, channels)]));
        Assert.Equal(best, found!.Select(s => (double)s), FloatScales);
    }

    [Fact]
    public void LeavesAloneWhatGainsNothing()
    {
        const int channels = 16, outputs = 8;
        var extent = new ChannelExtent();
        extent.Add(Samples.Uniform(100 * channels, -1, 1, seed: 1), channels);

        Assert.Null(Smoothing.Find(extent, Samples.Uniform(channels * outputs, -1, 1, seed: 2), QMax));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(1, float.NaN)]
    public void LeavesAloneWhatHasNoExtent(float input, float weight)
    {
        var extent = new ChannelExtent();
        extent.Add([input, 0.5f * input], 2);

        Assert.Null(Smoothing.Find(extent, [weight, weight], QMax));
    }

    [Fact]
    public void WeightsHaveToFillWholeChannels()
    {
        var extent = new ChannelExtent();
        extent.Add([1, 2], 2);

        Assert.Throws<ArgumentException>(() => Smoothing.Find(extent, [1, 2, 3], QMax));
    }

    /// <summary>Rounds activations to 8 bits per tensor and weights per output, by the definition: with channels 20 times the others at least 6 dB are gained.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OutlyingChannelsCostAtLeastSixDecibelsLess(ulong seed)
    {
        const int channels = 64, outputs = 32, rows = 200;
        const double margin = 6;
        var (x, extent) = Outlying(rows, channels, seed);
        var w = Samples.Gaussian(channels * outputs, 0.1, seed + 10);

        var scales = Smoothing.Find(extent, w, QMax)!;

        var before = OutputError(x, w, [.. Enumerable.Repeat(1.0, channels)]);
        var after = OutputError(x, w, [.. scales.Select(s => (double)s)]);
        Assert.InRange(10 * Math.Log10(before / after), margin, 40);
    }

    /// <summary>Every 16th channel is 20 times as large as the others, and one is always 0.</summary>
    static (float[] X, ChannelExtent Extent) Outlying(int rows, int channels, ulong seed)
    {
        var x = Samples.Gaussian(rows * channels, 1, seed);
        for (var i = 0; i < x.Length; i++) x[i] *= i % channels % 16 == 3 ? 20 : 1;
        var extent = new ChannelExtent();
        extent.Add(x, channels);
        return (x, extent);
    }

    static float[] Column(float[] x, int channels, int j) => [.. Enumerable.Range(0, x.Length / channels).Select(r => x[r * channels + j])];

    /// <summary>E(s) as documented: Σ_jo (step_x² s_j² w_jo² + step_o² E[x_j²] / s_j²) / 12.</summary>
    static double PredictedError(float[] x, float[] w, double[] s)
    {
        var (channels, outputs) = (s.Length, w.Length / s.Length);
        var columns = Enumerable.Range(0, channels).Select(j => Column(x, channels, j)).ToArray();
        var high = columns.Select((c, j) => c.Max() / s[j]).Max();
        var low = columns.Select((c, j) => c.Min() / s[j]).Min();
        var stepX = (Math.Max(high, 0) - Math.Min(low, 0)) / 255;
        var sum = 0.0;
        for (var o = 0; o < outputs; o++)
        {
            var step = Enumerable.Range(0, channels).Max(j => Math.Abs(w[j * outputs + o] * s[j])) / QMax;
            for (var j = 0; j < channels; j++)
                sum += Math.Pow(stepX * s[j] * w[j * outputs + o], 2) + Math.Pow(step / s[j], 2) * columns[j].Average(v => (double)v * v);
        }
        return sum / 12;
    }

    /// <summary>Σ (y − y')² where y' comes of (x / s) and s · W rounded.</summary>
    static double OutputError(float[] x, float[] w, double[] s)
    {
        var (channels, outputs) = (s.Length, w.Length / s.Length);
        var rows = x.Length / channels;
        var divided = x.Select((v, i) => v / s[i % channels]).ToArray();
        var step = (Math.Max(0, divided.Max()) - Math.Min(0, divided.Min())) / 255;
        var sum = 0.0;
        for (var o = 0; o < outputs; o++)
        {
            var weights = Enumerable.Range(0, channels).Select(j => w[j * outputs + o] * s[j]).ToArray();
            var scale = weights.Max(Math.Abs) / QMax;
            for (var r = 0; r < rows; r++)
            {
                var error = 0.0;
                for (var j = 0; j < channels; j++)
                    error += Math.Round(divided[r * channels + j] / step) * step * Math.Round(weights[j] / scale) * scale - (double)x[r * channels + j] * w[j * outputs + o];
                sum += error * error;
            }
        }
        return sum;
    }
}
