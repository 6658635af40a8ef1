using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class EqualizationTests
{
    const int QMax = 127;

    /// <summary>Sums in double of products of floats.</summary>
    static readonly Close Float = Close.Relative(1e-5);

    static ChannelExtent Seen(int channels, params float[] rows)
    {
        var extent = new ChannelExtent();
        extent.Add(rows, channels);
        return extent;
    }

    [Fact]
    public void ErrorIsTheNoiseOfActivationsAndWeightsAsAShareOfTheSignal()
    {
        // Channels 0..1 of x: extents 4 and 1, mean squares (16 + 0) / 2 and (1 + 1) / 2. Outputs: (2, 1) and (0, 3).
        var layer = new EqualizedLayer(Seen(2, 4, 1, 0, 1), [2, 1, 0, 3], (new(2, 2, 1), new(1, 2, 2)), QMax);

        // s = (2, 1): x / s up to 2, weights (4, 1) and (0, 3).
        double step = 2 / 255.0, activations = step * step * (4 * 4 + 1 * 10), weights = (16 + 9) / (127.0 * 127) * (8 / 4.0 + 1);
        Assert.Equal((activations + weights) / (8 * 4 + 1 * 10), layer.Error([2, 1]), Float);
        Assert.Equal([1f, 0.25f], layer.Extents);
        Assert.Equal([1f, 1f], layer.Shares);
    }

    [Fact]
    public void DepthwiseWeightsAreRoundedForEachChannelAlone()
    {
        var shape = new ChannelShape(1, 2, 3);
        var layer = new EqualizedLayer(Seen(2, 4, 1), [1, 2, 2, 3, 0, 4], (shape, shape), QMax);

        // Whatever the scales, channel c has k = 3 weights with noise (s max|W_c| / qmax)² · E[x²] / s².
        double step = 4 / 255.0, weights = 3 * (4 * 16 + 16 * 1) / (127.0 * 127);
        Assert.Equal((step * step * (9 + 25) + weights) / (16 * 9 + 25), layer.Error([1, 1]), Float);
        step = 1 / 255.0;
        Assert.Equal((step * step * (16 * 9 + 25) + weights) / (16 * 9 + 25), layer.Error([4, 1]), Float);
    }

    [Fact]
    public void ChannelsOfDepthwiseLayersGetTheSameExtent()
    {
        var shape = new ChannelShape(1, 4, 1);
        var layer = new EqualizedLayer(Seen(4, 100, 1, 0.1f, 0.01f), [0.01f, 1, 10, 100], (shape, shape), QMax);

        var scales = Equalization.Find([layer])!.Scales;

        Assert.All([1 / scales[1], 0.1f / scales[2], 0.01f / scales[3]], e => Assert.Equal(100 / scales[0], e, Float));
    }

    [Fact]
    public void EvenChannelsStay()
    {
        var layer = new EqualizedLayer(Seen(2, 1, 1, 0.5f, 0.5f), [1, 1, -1, 1], (new(1, 2, 2), new(2, 2, 1)), QMax);

        Assert.Null(Equalization.Find([layer]));
    }

    [Fact]
    public void SilentChannelsKeepTheirScale()
    {
        var shape = new ChannelShape(1, 4, 1);
        var layer = new EqualizedLayer(Seen(4, 100, 0, 0.01f, 1), [0.01f, 1, 100, 0], (shape, shape), QMax);

        var scales = Equalization.Find([layer])!.Scales;

        Assert.Equal((1, 1), (scales[1], scales[3]));
        Assert.Equal(100 / scales[0], 0.01f / scales[2], Float);
    }

    [Fact]
    public void NothingToReadIsNothingToGain()
    {
        var layer = new EqualizedLayer(Seen(2, 0, 0), [1, 2], (new(1, 2, 1), new(2, 1, 1)), QMax);

        Assert.Null(Equalization.Find([layer]));
    }

    [Fact]
    public void ExtentsOfChannelsInFrontAreThoseOfChannelsBehind()
    {
        var behind = Seen(2, 1, -4, 2, 5, 3, -6);
        var inFront = new ChannelExtent();
        inFront.Add([1, 2, -4, 5], new ChannelShape(1, 2, 2));
        inFront.Add([3, -6], new ChannelShape(1, 2, 1));

        Assert.Equal(behind.Min, inFront.Min);
        Assert.Equal(behind.Max, inFront.Max);
        Assert.Equal(behind.MeanSquares, inFront.MeanSquares);
    }
}
