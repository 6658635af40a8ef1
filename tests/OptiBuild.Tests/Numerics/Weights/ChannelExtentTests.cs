using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class ChannelExtentTests
{
    /// <summary>Squares are rounded to float, their sums are not.</summary>
    static readonly Close FloatSquares = Close.Relative(6e-8);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(19)]
    public void IsThatOfPlainLoopsHoweverRowsArrive(int channels)
    {
        const int rows = 30;
        var x = Samples.Uniform(rows * channels, -3, 2, seed: 1);
        var extent = new ChannelExtent();

        extent.Add(x.AsSpan(0, 4 * channels), channels);
        extent.Add([], channels);
        extent.Add(x.AsSpan(4 * channels), channels);

        for (var c = 0; c < channels; c++)
        {
            var column = Enumerable.Range(0, rows).Select(r => x[r * channels + c]).ToArray();
            Assert.Equal(Math.Min(0, column.Min()), extent.Min[c]);
            Assert.Equal(Math.Max(0, column.Max()), extent.Max[c]);
            Assert.Equal(column.Average(v => (double)v * v), extent.MeanSquares[c], FloatSquares);
        }
    }

    [Fact]
    public void ZeroIsAlwaysInside()
    {
        var extent = new ChannelExtent();

        extent.Add([2, -3, 5, -1], 2);

        Assert.Equal([0f, -3], extent.Min);
        Assert.Equal([5f, 0], extent.Max);
    }

    [Fact]
    public void RowsOfAnotherLengthAreRefused()
    {
        var extent = new ChannelExtent();
        extent.Add([1, 2], 2);

        Assert.Throws<ArgumentException>(() => extent.Add([1, 2, 3], 3));
        Assert.Throws<ArgumentException>(() => extent.Add([1, 2, 3], 2));
    }
}
