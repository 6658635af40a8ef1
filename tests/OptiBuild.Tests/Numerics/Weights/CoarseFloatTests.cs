using OptiBuild.Numerics.Statistics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class CoarseFloatTests
{
    [Theory]
    [InlineData(1.0f, 0, 1.0f)]
    [InlineData(1.4f, 0, 1.0f)]
    [InlineData(1.5f, 0, 2.0f)]
    [InlineData(2.9f, 1, 3.0f)]
    [InlineData(-0.3f, 3, -0.3125f)]
    [InlineData(1.125f, 2, 1.0f)]
    [InlineData(1.375f, 2, 1.5f)]
    [InlineData(0.1f, 23, 0.1f)]
    [InlineData(0f, 2, 0f)]
    [InlineData(float.MaxValue, 0, 1.7014118346046923e38f)]
    [InlineData(float.PositiveInfinity, 2, float.PositiveInfinity)]
    public void NearestIsTheNearestAndHalfGoesToEven(float x, int digits, float expected) => Assert.Equal(expected, CoarseFloat.Nearest(x, digits));

    [Fact]
    public void NoNumberStaysNoNumber() => Assert.True(float.IsNaN(CoarseFloat.Nearest(float.NaN, 3)));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(8)]
    public void NearestErrsByHalfADigitAtMost(int digits)
    {
        var random = new SplitMix64(5);
        for (var i = 0; i < 2000; i++)
        {
            var x = (float)Math.ScaleB(random.NextDouble() + 1e-6, i % 60 - 30);
            var error = Math.Abs((double)CoarseFloat.Nearest(x, digits) - x);
            Assert.InRange(error, 0, x * Math.ScaleB(1, -digits - 1));
        }
    }

    [Theory]
    [InlineData(1.0f, 2, 1.0f)]
    [InlineData(1.01f, 2, 1.25f)]
    [InlineData(1.8f, 2, 2.0f)]
    [InlineData(0.1f, 23, 0.1f)]
    public void NotBelowIsTheNextAbove(float x, int digits, float expected) => Assert.Equal(expected, CoarseFloat.NotBelow(x, digits));

    /// <summary>½ log₂ 9 = 1.58, ½ log₂ 64 = 3, ½ log₂ 4608 = 6.08.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(9, 2)]
    [InlineData(64, 3)]
    [InlineData(4608, 6)]
    public void DigitsGrowWithHalfTheLogarithmOfTheWeights(int weights, int expected) => Assert.Equal(expected, CoarseFloat.DigitsFor(weights));

    [Theory]
    [InlineData(127)]
    [InlineData(15)]
    public void ScalesHaveAsFewDigitsAsAskedFor(int qmax)
    {
        const int Channels = 32, Each = 64, Digits = 3;
        var random = new SplitMix64(9);
        var w = new float[Channels * Each];
        for (var i = 0; i < w.Length; i++) w[i] = (float)(random.NextDouble() + random.NextDouble() - 1);
        var shape = new ChannelShape(1, Channels, Each);

        var coarse = RoundToNearest.PerChannel(w, shape, new Rounding(qmax) { ScaleDigits = Digits });
        var fine = RoundToNearest.PerChannel(w, shape, new Rounding(qmax));

        Assert.All(coarse.Scales, s => Assert.Equal(CoarseFloat.Nearest(s, Digits), s));
        // The next scale above is larger by an eighth at most: 20 log₁₀ (1 + 1/8) = 1.02 dB.
        Assert.InRange(coarse.SqnrDb, fine.SqnrDb - 1.03, fine.SqnrDb + 1e-9);
    }

    [Fact]
    public void LowerBoundsOfScalesHoldForCoarseOnesToo()
    {
        var q = RoundToNearest.PerChannel([0.5f, -1, 0.25f, 1], new(1, 2, 2), new Rounding(127) { ScaleDigits = 1, LeastScales = [0.011f, 0.0134f] });

        // Of 2⁻⁷ = 0.0078, 0.0117, 0.0156 those not below the bounds.
        Assert.Equal([0.01171875f, 0.015625f], q.Scales);
    }
}
