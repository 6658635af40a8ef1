using OptiBuild.Engine.Refining;

namespace OptiBuild.Tests.Engine.Refining;

public class NoiseBlocksTests
{
    static SearchUnit[] Alike(int count) => [.. Enumerable.Range(0, count).Select(_ => new SearchUnit(1, null, 0))];

    [Fact]
    public void EnoughSplitsTellEveryUnitsNoise()
    {
        double[] noise = [3, 0.5, 8, 1, 0.25];

        var found = new NoiseBlocks(Alike(5)).Find(noise.Sum(), splits: 4, units => noise.Sum() - units.Sum(i => noise[i]));

        // Sums of numbers with few binary digits are exact.
        Assert.Equal(noise, found);
    }

    [Fact]
    public void UnsplitBlockIsSharedOutBySuspicion()
    {
        // Shares 1 + 2 and 3 + 2: the mean suspicion is added.
        Assert.Equal([3.0, 5.0], new NoiseBlocks([new(1, null, 0), new(1, 2, 0)]).Find(8, splits: 0, _ => null));
    }

    [Fact]
    public void StopsWhereNoMoreMayBeMeasured()
    {
        Assert.Equal([2.0, 2.0], new NoiseBlocks(Alike(2)).Find(4, splits: 9, _ => null));
    }
}
