using OptiBuild.Numerics.Statistics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class RateAllocationTests
{
    static IReadOnlyList<IReadOnlyList<RatePoint>> Random(int parts, int points, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, parts).Select(_ => (IReadOnlyList<RatePoint>)[.. Enumerable.Range(0, points).Select(p => new RatePoint(100.0 / (p + 1) + 10 * random.NextDouble(), p * p + 5 * random.NextDouble()))])];
    }

    static (double Rate, double Distortion) Sum(IReadOnlyList<IReadOnlyList<RatePoint>> parts, int[] choice) =>
        (parts.Select((p, i) => p[choice[i]].Rate).Sum(), parts.Select((p, i) => p[choice[i]].Distortion).Sum());

    static IEnumerable<int[]> All(int parts, int points) =>
        Enumerable.Range(0, (int)Math.Pow(points, parts)).Select(n => Enumerable.Range(0, parts).Select(i => n / (int)Math.Pow(points, i) % points).ToArray());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void NothingIsBetterInBothThanWhatAPriceChooses(int seed)
    {
        var parts = Random(4, 5, (ulong)seed);
        foreach (var price in RateAllocation.Prices(parts))
        {
            var chosen = Sum(parts, RateAllocation.Choose(parts, price * (1 - 1e-9)));
            Assert.DoesNotContain(All(4, 5).Select(c => Sum(parts, c)), o => o.Rate <= chosen.Rate && o.Distortion < chosen.Distortion - 1e-9);
        }
    }

    [Fact]
    public void PricesAreThoseAtWhichChoicesChange()
    {
        var parts = Random(3, 6, 4);
        var prices = RateAllocation.Prices(parts);

        Assert.Equal(prices.OrderDescending(), prices);
        Assert.All(prices, p => Assert.NotEqual(RateAllocation.Choose(parts, p * (1 + 1e-9)), RateAllocation.Choose(parts, p * (1 - 1e-9))));
        foreach (var (above, below) in prices.Zip(prices.Skip(1)))
            Assert.Equal(RateAllocation.Choose(parts, above * (1 - 1e-9)), RateAllocation.Choose(parts, below * (1 + 1e-9)));
    }

    [Fact]
    public void EndsAreTheLeastDistortionAndTheLeastRate()
    {
        var parts = Random(3, 6, 5);
        var prices = RateAllocation.Prices(parts);

        Assert.Equal(parts.Select(p => p.Min(x => x.Distortion)).Sum(), Sum(parts, RateAllocation.Choose(parts, prices[0] * 2)).Distortion, 9);
        Assert.Equal(parts.Select(p => p.Min(x => x.Rate)).Sum(), Sum(parts, RateAllocation.Choose(parts, prices[^1] / 2)).Rate, 9);
    }

    [Fact]
    public void PointsAboveTheHullAreNeverChosen()
    {
        IReadOnlyList<RatePoint>[] parts = [[new(10, 0), new(9, 9), new(0, 10)]];

        Assert.Equal([1.0], RateAllocation.Prices(parts));
        Assert.Equal([0], RateAllocation.Choose(parts, 1.01));
        Assert.Equal([2], RateAllocation.Choose(parts, 0.99));
    }
}
