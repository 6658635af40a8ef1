using OptiBuild.Numerics;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Ranges;

public class PredictedErrorTests
{
    /// <summary>Samples, and by how many dB the prediction may miss: bins of 1/2048 of the range against steps of 1/255 of what is kept.</summary>
    public static TheoryData<string, float[], float, double> Rows => new()
    {
        { "Gaussian", Samples.Gaussian(100_000, 1, seed: 1), 1, 0.03 },
        { "Gaussian, clipped to 0.6", Samples.Gaussian(100_000, 1, seed: 1), 0.6f, 0.03 },
        { "Gaussian, clipped to 0.1", Samples.Gaussian(100_000, 1, seed: 1), 0.1f, 0.03 },
        { "Laplace", Samples.Laplace(100_000, 1, seed: 2), 1, 0.03 },
        { "Laplace, clipped to 0.4", Samples.Laplace(100_000, 1, seed: 2), 0.4f, 0.03 },
        { "half of it zeros", Samples.Relu(Samples.Gaussian(100_000, 2, seed: 3)), 0.8f, 0.03 },
        { "nearly all zeros", Samples.Relu([.. Samples.Gaussian(100_000, 2, seed: 3).Select(x => x - 4)]), 1, 0.15 },
        { "one outlier", [.. Samples.Gaussian(100_000, 1, seed: 4), 100], 1, 0.05 },
    };

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public void IsTheErrorOfTheSamples(string _, float[] x, float keep, double decibels)
    {
        var h = new Histogram();
        h.Add(x);
        var affine = Affine.Asymmetric(h.Min * keep, h.Max * keep, 0, 255);
        var error = Oracle.SquaredError(x, affine.Scale, affine.ZeroPoint, 0, 255);

        Assert.Equal(10 * Math.Log10(Oracle.SumOfSquares(x) / error), PredictedError.SqnrDb(h, affine), Close.Within(decibels));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(-3f)]
    [InlineData(1e-30f)]
    public void AConstantLosesNothing(float constant)
    {
        var h = new Histogram();
        h.Add(Enumerable.Repeat(constant, 1000).ToArray());

        // The float scale misses constant / 255 by up to 2⁻²⁴: at least 140 dB.
        Assert.True(PredictedError.SqnrDb(h, Affine.Asymmetric(h.Min, h.Max, 0, 255)) > 140);
    }

    [Fact]
    public void IsTheIntegralOverUniformBins()
    {
        var h = new Histogram();
        h.Add(Samples.Uniform(3000, -1, 2, seed: 5));
        var affine = new Affine(0.01f, 60, 0, 255);

        var expected = 0.0;
        for (var k = 0; k < h.Counts.Length; k++)
        {
            var from = Math.Max(h.Min, (h.First + k) * h.Width);
            var to = Math.Min(h.Max, (h.First + k + 1) * h.Width);
            for (var i = 0; i < 200; i++)
            {
                var x = from + (to - from) * (i + 0.5) / 200;
                var error = x - Oracle.Dequantize(Oracle.Quantize(x, 0.01f, 60, 0, 255), 0.01f, 60);
                expected += h.Counts[k] * error * error / 200;
            }
        }

        // Midpoint sums of 200 per bin.
        Assert.Equal(expected, new PredictedError(h).Total(affine), Close.Relative(1e-4));
    }
}
