using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class EqualizationTests
{
    const int QMax = 127;

    /// <summary>Sums in double of products of floats.</summary>
    static readonly Close Float = Close.Relative(1e-5);

    /// <summary>The range found by least squares may lie a little inside the largest value.</summary>
    static readonly Close Share = Close.Relative(0.02);

    static ChannelRows Seen(int channels, params float[] rows)
    {
        var seen = new ChannelRows(channels);
        seen.Add(rows, new(rows.Length / channels, channels, 1));
        return seen;
    }

    [Fact]
    public void ErrorIsTheNoiseOfTheWeightsAsAShareOfTheSignalWhereActivationsAreExact()
    {
        // Activations that are a level of any range are rounded without error. Outputs: (2, 1) and (0, 3).
        var layer = new EqualizedLayer(Seen(2, 4, 0, 0, 4), [2, 1, 0, 3], (new(2, 2, 1), new(1, 2, 2)), QMax);

        // [channels 0..1, outputs 0..1] = ((2, 1), (0, 3)); output 0 reads (2, 0), output 1 (1, 3); E[x²] is 8 for both.
        Assert.Equal((2 * 2 + 3 * 3) / (12.0 * 127 * 127) * (8 + 8) / (8 * 5 + 8 * 9), layer.Error([1, 1]), Share);
        Assert.Equal([1f, 1f], layer.Extents);
        Assert.Equal([1f, 1f], layer.Shares);
    }

    [Fact]
    public void DepthwiseWeightsAreRoundedForEachChannelAlone()
    {
        var shape = new ChannelShape(1, 2, 3);
        var layer = new EqualizedLayer(Seen(2, 4, 4), [1, 2, 2, 3, 0, 4], (shape, shape), QMax);

        // Channel c has 3 weights with noise (max|W_c| / qmax)² / 12.
        Assert.Equal(3 * (4 + 16) * 16 / (12.0 * 127 * 127) / (16 * 9 + 16 * 25), layer.Error([1, 1]), Share);
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
    public void RowsAreTheSameWhateverTheBatchesAndAxes()
    {
        const int Channels = 2, Positions = 5000;
        float[] rows = [.. Enumerable.Range(0, Channels * Positions).Select(i => (float)i)];
        float[] inFront = [.. Enumerable.Range(0, Channels * Positions).Select(i => rows[i % Positions * Channels + i / Positions])];
        var (once, often, other) = (new ChannelRows(Channels), new ChannelRows(Channels), new ChannelRows(Channels));

        once.Add(rows, new(Positions, Channels, 1));
        foreach (var batch in rows.Chunk(7 * Channels)) often.Add(batch, new(batch.Length / Channels, Channels, 1));
        other.Add(inFront, new(1, Channels, Positions));

        Assert.Equal(once.Rows, often.Rows);
        Assert.Equal(once.Rows, other.Rows);
        // Every third of 5000.
        Assert.Equal((1667, 6f), (once.Rows.Count, once.Rows[1][0]));
    }
}
