using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class BiasTests
{
    [Theory]
    [InlineData(0.5f, 0, 0)]
    [InlineData(1.5f, 2, 0)]
    [InlineData(-2.5f, -2, 0)]
    [InlineData(2147483520f, 2147483520, 0)]
    [InlineData(2147483648f, int.MaxValue, 1)]
    [InlineData(-2147483648f, -int.MaxValue, 1)]
    [InlineData(float.PositiveInfinity, int.MaxValue, 1)]
    [InlineData(float.NaN, 0, 0)]
    public void RoundsHalfToEvenAndSaturates(float bias, int expected, int saturated)
    {
        var q = new int[1];

        Assert.Equal(saturated, Bias.Quantize([bias], [1], q));
        Assert.Equal(expected, q[0]);
    }

    [Fact]
    public void UsesTheScaleOfEachChannel()
    {
        var (scales, q) = (new float[3], new int[3]);

        Bias.Scales(0.5f, [1, 0.25f, 2], scales);
        Bias.Quantize([1, 1, 1], scales, q);

        Assert.Equal([0.5f, 0.125f, 1], scales);
        Assert.Equal([2, 8, 1], q);
    }

    [Fact]
    public void OneWeightScaleServesAllChannels()
    {
        var scales = new float[2];

        Bias.Scales(0.5f, [0.25f], scales);

        Assert.Equal([0.125f, 0.125f], scales);
    }

    [Fact]
    public void AScaleThatUnderflowsIsTheSmallestNormal()
    {
        var scales = new float[1];

        Bias.Scales(1e-30f, [1e-30f], scales);

        Assert.Equal(1.17549435E-38f, scales[0]);
    }

    [Fact]
    public void NothingSaturatesWithTheLeastWeightScales()
    {
        var bias = Samples.Gaussian(64, 10, seed: 1);
        var (least, scales, q) = (new float[64], new float[64], new int[64]);
        var w = Samples.Gaussian(64 * 9, 1e-12, seed: 2);

        Bias.LeastWeightScales(bias, 0.02f, least);
        Bias.Scales(0.02f, RoundToNearest.PerChannel(w, new(1, 64, 9), 127, least).Scales, scales);

        Assert.Equal(0, Bias.Quantize(bias, scales, q));
        // Three float roundings of 2⁻²⁴ each.
        Assert.All(q, value => Assert.InRange(Math.Abs((long)value), 0, (1L << 30) + 256));
    }
}
