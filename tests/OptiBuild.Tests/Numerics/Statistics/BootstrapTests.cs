using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class BootstrapTests
{
    static Aggregate MeanOf(double[] values) => items =>
    {
        var sum = 0.0;
        foreach (var item in items) sum += values[item];
        return sum / items.Length;
    };

    [Fact]
    public void OfAMeanIsNearTheNormalBound()
    {
        var values = Samples.Gaussian(400, 1, seed: 1).Select(x => (double)x).ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(x => (x - mean) * (x - mean))) / values.Length;

        // The worst value counts once more.
        var worst = (values.Max() - mean) / values.Length;

        // The 95 % point of 2000 replicates scatters by √(0.95 · 0.05 / 2000) / φ(1.645) = 0.047 standard errors: three of them.
        Assert.Equal(mean + 1.645 * error + worst, Bootstrap.UpperBound(400, MeanOf(values), 0.95), Close.Within(0.15 * error));
    }

    [Fact]
    public void IsRepeatableAndDependsOnTheSeed()
    {
        var values = Samples.Uniform(100, 0, 1, seed: 2).Select(x => (double)x).ToArray();

        var bound = Bootstrap.UpperBound(100, MeanOf(values), 0.95, seed: 7);

        Assert.Equal(bound, Bootstrap.UpperBound(100, MeanOf(values), 0.95, seed: 7));
        Assert.NotEqual(bound, Bootstrap.UpperBound(100, MeanOf(values), 0.95, seed: 8));
    }

    /// <summary>With one thread, replicates follow each other as a single sequence of random numbers.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(0)]
    public void ThreadsChangeNothing(int threads)
    {
        var values = Samples.Gaussian(3000, 1, seed: 6).Select(x => (double)x).ToArray();
        var plain = new Resampling(0.95) { Replicates = 300, Seed = 9 };

        Assert.Equal(Bootstrap.UpperBound(values.Length, MeanOf(values), plain), Bootstrap.UpperBound(values.Length, MeanOf(values), plain with { Threads = threads }));
    }

    [Fact]
    public void CoversTheMeanOfSkewedLossesMoreOftenThanPercentiles()
    {
        var random = new SplitMix64(3);
        var (covered, byPercentiles) = (0, 0);
        for (var trial = 0; trial < 300; trial++)
        {
            // Exponential losses, true mean 1.
            var values = Enumerable.Range(0, 40).Select(_ => -Math.Log(1 - random.NextDouble())).ToArray();
            if (Bootstrap.UpperBound(40, MeanOf(values), 0.95, seed: (ulong)trial) >= 1) covered++;
            if (Percentile(values, (ulong)trial) >= 1) byPercentiles++;
        }

        // 95 %, less three standard deviations of 300 trials.
        Assert.InRange(covered / 300.0, 0.912, 1);
        Assert.True(covered > byPercentiles);
    }

    static double Percentile(double[] values, ulong seed)
    {
        var random = new SplitMix64(seed);
        var means = Enumerable.Range(0, 2000).Select(_ => values.Select(_ => values[random.Next(values.Length)]).Average());
        return means.Order().ElementAt(1900);
    }

    [Fact]
    public void WorksForMetricsThatAreNoMeans()
    {
        var before = Samples.Gaussian(500, 1, seed: 4);
        var after = Samples.Gaussian(500, 1.1, seed: 5);
        double Rmse(float[] errors, ReadOnlySpan<int> items)
        {
            var sum = 0.0;
            foreach (var item in items) sum += (double)errors[item] * errors[item];
            return Math.Sqrt(sum / items.Length);
        }

        var bound = Bootstrap.UpperBound(500, items => Rmse(after, items) - Rmse(before, items), 0.95);

        // Standard error of a standard deviation: σ/√(2n), of the difference √(1 + 1.1²) times that.
        var estimate = Rmse(after, [.. Enumerable.Range(0, 500)]) - Rmse(before, [.. Enumerable.Range(0, 500)]);
        Assert.Equal(1.645 * Math.Sqrt(2.21 / 1000), bound - estimate, Close.Within(0.025));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3.5)]
    public void OfEqualLossesIsThatLoss(double loss)
    {
        Assert.Equal(loss, Bootstrap.UpperBound(10, MeanOf([.. Enumerable.Repeat(loss, 10)]), 0.95));
        Assert.Equal(loss, Bootstrap.UpperBound(1, MeanOf([loss]), 0.95));
    }
}
