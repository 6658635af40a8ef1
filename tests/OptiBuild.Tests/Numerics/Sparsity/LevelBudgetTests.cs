using OptiBuild.Numerics.Sparsity;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Sparsity;

public class LevelBudgetTests
{
    static LevelCurve Curve(long weights, double importance, double steepness) =>
        new(weights, [.. new[] { 0.2, 0.4, 0.6, 0.8, 0.95 }.Select(s => (s, Math.Pow(s, steepness)))], importance);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.701)]
    [InlineData(1)]
    public void ZerosAreExactlyTheShare(double share)
    {
        LevelCurve[] layers = [Curve(1001, 1, 3), Curve(77, 5, 2), Curve(40000, 0.1, 4)];

        var zeros = LevelBudget.Zeros(layers, share);

        Assert.Equal((long)Math.Round(share * 41078, MidpointRounding.ToEven), zeros.Sum());
        Assert.All(zeros.Zip(layers), p => Assert.InRange(p.First, 0, p.Second.Weights));
    }

    [Fact]
    public void NoOtherSharingOutCostsLess()
    {
        LevelCurve[] layers = [Curve(40, 1, 3), Curve(20, 6, 2), Curve(60, 0.3, 4)];
        const int Zeros = 60;
        var best = double.PositiveInfinity;
        for (var a = 0; a <= 40; a++)
            for (var b = 0; b <= 20; b++)
                if (Zeros - a - b is >= 0 and <= 60) best = Math.Min(best, Cost(layers, [a, b, Zeros - a - b]));

        var found = LevelBudget.Zeros(layers, Zeros / 120.0);

        // Steps of a hull, the last one taken in part, miss the integers' optimum by little.
        Assert.InRange(Cost(layers, found), best, 1.03 * best);
    }

    static double Cost(LevelCurve[] layers, long[] zeros) => layers.Zip(zeros).Sum(p => p.First.At((double)p.Second / p.First.Weights));

    [Fact]
    public void ALayerThatMattersLessGivesMore()
    {
        var zeros = LevelBudget.Zeros([Curve(1000, 10, 3), Curve(1000, 0.1, 3)], 0.5);

        Assert.True(zeros[1] > 2 * zeros[0], $"{zeros[0]} {zeros[1]}");
    }

    [Fact]
    public void BetweenLevelsTheLogarithmIsLinear()
    {
        var curve = new LevelCurve(100, [(0.2, 0.01), (0.4, 0.04)], 2);

        Assert.Equal(0, curve.At(0));
        Assert.Equal(2 * 0.01 / 8, curve.At(0.1), Close.Relative(1e-12));
        Assert.Equal(2 * 0.02, curve.At(0.3), Close.Relative(1e-12));
        Assert.Equal(2, curve.At(1), Close.Relative(1e-12));
    }
}
