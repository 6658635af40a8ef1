using OptiBuild.Numerics;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Ranges;

public class MeanSquareTests
{
    static Histogram Of(float[] x)
    {
        var histogram = new Histogram();
        histogram.Add(x);
        return histogram;
    }

    static double TrueSqnr(float[] x, RangeEstimate range)
    {
        var affine = Affine.Asymmetric(range.Min, range.Max, 0, 255);
        return 10 * Math.Log10(Oracle.SumOfSquares(x) / Oracle.SquaredError(x, affine.Scale, affine.ZeroPoint, 0, 255));
    }

    public static TheoryData<string, float[]> Distributions => new()
    {
        { "Gaussian", Samples.Gaussian(20_000, 1, seed: 1) },
        { "Laplace", Samples.Laplace(20_000, 0.1, seed: 2) },
        { "shifted Gaussian", [.. Samples.Gaussian(20_000, 1, seed: 3).Select(x => x + 1.5f)] },
        { "ReLU", Samples.Relu(Samples.Laplace(20_000, 1, seed: 4)) },
        { "negative", [.. Samples.Laplace(20_000, 1, seed: 5).Select(x => -MathF.Abs(x))] },
        { "SiLU", [.. Samples.Gaussian(20_000, 2, seed: 6).Select(x => x / (1 + MathF.Exp(-x)))] },
        { "uniform", Samples.Uniform(20_000, -1, 1, seed: 7) },
        { "tiny", Samples.Gaussian(20_000, 1e-30, seed: 8) },
        { "huge", Samples.Gaussian(20_000, 1e30, seed: 9) },
    };

    [Theory]
    [MemberData(nameof(Distributions), DisableDiscoveryEnumeration = true)]
    public void IsAsGoodAsAnExhaustiveSearchOnTheSamples(string _, float[] x)
    {
        var h = Of(x);
        var found = TrueSqnr(x, MeanSquare.Find(h, 0, 255));

        var best = double.NegativeInfinity;
        for (var low = h.Min < 0 ? 0.1f : 1; low <= 1; low += 0.06f)
            for (var high = h.Max > 0 ? 0.1f : 1; high <= 1; high += 0.06f)
                best = Math.Max(best, TrueSqnr(x, new(h.Min * low, h.Max * high, 0)));

        // The histogram's own resolution.
        Assert.True(found >= best - 0.03, $"found {found:F2} dB, exhaustive {best:F2} dB");
    }

    [Theory]
    [MemberData(nameof(Distributions), DisableDiscoveryEnumeration = true)]
    public void PredictsItsSqnr(string _, float[] x)
    {
        var range = MeanSquare.Find(Of(x), 0, 255);

        // Bins are 1/2048 of the range or finer, uniform within each.
        Assert.Equal(TrueSqnr(x, range), range.SqnrDb, Close.Within(0.05));
    }

    [Theory]
    [MemberData(nameof(Distributions), DisableDiscoveryEnumeration = true)]
    public void IsNeverWorseThanMinMax(string _, float[] x)
    {
        var h = Of(x);

        Assert.True(MeanSquare.Find(h, 0, 255).SqnrDb >= MinMax.Find(h, 0, 255).SqnrDb);
    }

    [Fact]
    public void ClipsARareOutlier()
    {
        var h = Of([.. Samples.Gaussian(1_000_000, 1, seed: 10), 60]);

        var range = MeanSquare.Find(h, 0, 255);

        // Least of n·((b + 4)/255)²/12 + (60 − b)² is at b ≈ 24; the coarse steps make the Gaussian's own tail matter less.
        Assert.InRange(range.Max, 20, 28);
        Assert.InRange(range.Min, -4.5, -3);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(-3f)]
    [InlineData(1e-38f)]
    [InlineData(float.Epsilon)]
    [InlineData(float.MaxValue)]
    public void KeepsAConstant(float constant)
    {
        var range = MeanSquare.Find(Of([constant, constant, constant]), 0, 255);

        Assert.Equal((Math.Min(constant, 0), Math.Max(constant, 0)), (Math.Min(range.Min, 0), Math.Max(range.Max, 0)));
    }

    [Fact]
    public void KeepsFewValuesThatLieOnLevels()
    {
        var range = MeanSquare.Find(Of([.. Enumerable.Range(0, 5000).Select(i => i % 256 / 255f)]), 0, 255);

        Assert.Equal((0, 1), (range.Min, range.Max));
    }

    [Fact]
    public void LeavesAnEndAtZeroAtZero()
    {
        var range = MeanSquare.Find(Of(Samples.Relu(Samples.Gaussian(1000, 1, seed: 11))), -128, 127);

        Assert.Equal(0, range.Min);
    }

    [Fact]
    public void OfNothingIsZero()
    {
        Assert.Equal(new(0, 0, double.PositiveInfinity), MeanSquare.Find(new(), 0, 255));
    }

    [Theory]
    [InlineData(0, 15)]
    [InlineData(0, 65535)]
    [InlineData(-128, 127)]
    public void WorksForAnyNumberOfLevels(int qmin, int qmax)
    {
        var h = Of(Samples.Gaussian(20_000, 1, seed: 12));

        // 6.02 dB a bit, less what the tails cost: a Gaussian loses 1.7 dB (4 bits) to 12 dB (16 bits) against a uniform one.
        var bits = Math.Log2(qmax - qmin + 1);
        Assert.InRange(MeanSquare.Find(h, qmin, qmax).SqnrDb, 6.02 * bits - 14, 6.02 * bits);
    }
}
