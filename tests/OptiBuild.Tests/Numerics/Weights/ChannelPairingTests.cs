using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class ChannelPairingTests
{
    /// <summary>[outputs, channels, kernel] with its channels in another order.</summary>
    static float[] Permute(float[] w, int[] order, int kernel) =>
        [.. w.Select((_, at) => w[at / (order.Length * kernel) * order.Length * kernel + order[at / kernel % order.Length] * kernel + at % kernel])];

    [Theory]
    [InlineData(64, 32, 9)]
    [InlineData(128, 100, 1)]
    public void SafePairsCostLessInItsOrder(int channels, int outputs, int kernel)
    {
        var shape = new ChannelShape(1, outputs, channels * kernel);
        var w = Samples.Gaussian(shape.Length, 0.1, seed: 1);
        var pairing = new ChannelPairing(channels);
        pairing.Add(w, shape);

        var order = pairing.Order();

        Assert.Equal(Enumerable.Range(0, channels), order.Order());
        var rounding = new Rounding(127) { Pairs = PairOrder.Convolution(channels, kernel) };
        var (before, after) = (RoundToNearest.PerChannel(w, shape, rounding), RoundToNearest.PerChannel(Permute(w, order, kernel), shape, rounding));
        // Of the 2.5 dB that safe pairs cost here, it saves half and more.
        Assert.True(after.SqnrDb > before.SqnrDb + 1);
    }

    [Fact]
    public void IsTheBestOfAllOrdersOfFourChannels()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var pairing = new ChannelPairing(4);
            pairing.Add(Samples.Uniform(4 * 6, -1, 1, seed), new(4, 6, 1));

            var best = new[] { pairing.CostOf([0, 1, 2, 3]), pairing.CostOf([0, 2, 1, 3]), pairing.CostOf([0, 3, 1, 2]) }.Min();
            Assert.Equal(best, pairing.CostOf(pairing.Order()), Close.Relative(1e-5));
        }
    }

    [Fact]
    public void CostIsTheFourthPowerOfWhatExceedsTheLargestWeight()
    {
        var pairing = new ChannelPairing(2);
        pairing.Add([1, 0.5f, -0.25f, 0.5f, 4, 4], new(1, 3, 2));

        // |1 + 0.5| − 1, nothing for (−0.5, 1), |1 + 1| − 1
        Assert.Equal(0.0625 + 1, pairing.CostOf([0, 1]), Close.Relative(1e-6));
    }

    [Fact]
    public void LeavesAloneWhatItCannotImprove()
    {
        var odd = new ChannelPairing(3);
        odd.Add([1, 1, 1], new(1, 1, 3));
        var safe = new ChannelPairing(4);
        safe.Add([1, -1, 1, -1], new(1, 1, 4));

        Assert.Equal([0, 1, 2], odd.Order());
        Assert.Equal([0, 1, 2, 3], safe.Order());
    }
}
