using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Tests.Numerics.Ranges;

public class BinCounterTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8195)]
    [InlineData(BinCounter.MaxValues)]
    public void VectorsGiveTheSameAsScalars(int length)
    {
        var x = Samples.Uniform(length, -1.5f, 2, seed: 1);
        var grid = BinGrid.Covering(-1.5f, 2, Histogram.Bins);
        var first = grid.IndexOf(-1.5f);
        var (scalar, fast) = (new long[Histogram.Bins], new long[Histogram.Bins]);

        BinCounter.Scalar(x, grid, first, scalar);
        BinCounter.Count(x, grid, first, fast);

        Assert.Equal(scalar, fast);
    }

    [Fact]
    public void OneBinHoldsAllTheValuesOfACall()
    {
        var counts = new long[Histogram.Bins];

        BinCounter.Count(new float[BinCounter.MaxValues], BinGrid.Finest, 0, counts);

        Assert.Equal(BinCounter.MaxValues, counts[0]);
    }
}
