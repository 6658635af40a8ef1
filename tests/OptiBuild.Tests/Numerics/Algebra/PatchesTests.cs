using OptiBuild.Numerics.Algebra;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Algebra;

public class PatchesTests
{
    static readonly Window Strided = new([7, 6], [4, 3], [3, 2], [2, 2], [1, 3], [1, 1]);
    static readonly Window Line = new([9], [9], [3], [1], [2], [2]);

    [Fact]
    public void RowsAreWhatTheKernelSees()
    {
        const int Channels = 3;
        var x = Samples.Gaussian(Channels * 42, 1, seed: 1);
        var patches = new Patches(Strided);
        var rows = new float[12 * Channels * 6];

        patches.Take(x, 0, rows);

        var expected = Enumerable.Range(0, 12).Select(p => string.Join(' ', Row(x, p / 3, p % 3))).Order();
        Assert.Equal(expected, rows.Chunk(Channels * 6).Select(row => string.Join(' ', row)).Order());

        static IEnumerable<float> Row(float[] x, int outY, int outX)
        {
            for (var c = 0; c < Channels; c++)
                for (var ky = 0; ky < 3; ky++)
                    for (var kx = 0; kx < 2; kx++)
                    {
                        var (y, at) = (outY * 2 + ky - 1, outX * 2 + kx * 3 - 1);
                        yield return y is < 0 or >= 7 || at is < 0 or >= 6 ? 0 : x[c * 42 + y * 6 + at];
                    }
        }
    }

    [Fact]
    public void AllPositionsTogetherSumToThePatchSum()
    {
        var x = Samples.Gaussian(4 * 9, 1, seed: 2);
        var (rows, sums) = (new float[9 * 12], new double[12]);
        PatchSum.Add(x, Line, sums);

        new Patches(Line).Take(x, 5, rows);

        for (var j = 0; j < 12; j++)
            // PatchSum adds the row in float.
            Assert.Equal(sums[j], Enumerable.Range(0, 9).Sum(r => (double)rows[r * 12 + j]), Close.Within(1e-5));
    }

    [Fact]
    public void SamplesContinueWhereTheLastOneEnded()
    {
        var x = Samples.Gaussian(42, 1, seed: 3);
        var patches = new Patches(Strided);
        var (all, first, second) = (new float[12 * 6], new float[5 * 6], new float[7 * 6]);

        patches.Take(x, 0, all);
        patches.Take(x, 0, first);
        patches.Take(x, 5 + 12L * 1_000_000_000, second);

        Assert.Equal(all, first.Concat(second));
    }

    [Theory]
    [InlineData(56)]
    [InlineData(64)]
    [InlineData(7)]
    [InlineData(112)]
    [InlineData(14)]
    public void AFewPositionsReachMostRowsAndColumns(int size)
    {
        var window = new Window([size, size], [size, size], [1, 1], [1, 1], [1, 1], [0, 0]);
        var x = Enumerable.Range(0, size * size).Select(i => (float)i).ToArray();
        var rows = new float[size];

        new Patches(window).Take(x, 0, rows);

        // Independent random positions would reach 63 % of either.
        Assert.True(rows.Select(p => (int)p / size).Distinct().Count() >= 0.6 * size);
        Assert.True(rows.Select(p => (int)p % size).Distinct().Count() >= 0.6 * size);
    }
}
