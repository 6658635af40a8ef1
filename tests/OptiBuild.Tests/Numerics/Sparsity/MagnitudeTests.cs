using OptiBuild.Numerics.Sparsity;

namespace OptiBuild.Tests.Numerics.Sparsity;

public class MagnitudeTests
{
    [Fact]
    public void TwentyPercentOfFiveThousandLeavesFourThousand()
    {
        var w = Samples.Gaussian(5000, 1, seed: 1);

        Assert.Equal(1000, Magnitude.Prune(w, 0.2));

        Assert.Equal(4000, w.Count(value => value != 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.001)]
    [InlineData(0.33)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    [InlineData(1)]
    public void ZeroesTheSmallest(double share)
    {
        var w = Samples.Gaussian(1234, 1, seed: 2);
        var zeros = (int)Math.Round(share * 1234, MidpointRounding.ToEven);
        var threshold = w.Select(MathF.Abs).Order().ElementAtOrDefault(zeros);
        var expected = w.Select(value => zeros == w.Length || MathF.Abs(value) < threshold ? 0 : value).ToArray();

        Magnitude.Prune(w, share);

        Assert.Equal(expected, w);
    }

    [Fact]
    public void OfEqualMagnitudesTheEarlierGoesFirst()
    {
        float[] w = [1, -1, 2, 1, -1];

        Magnitude.Prune(w, 0.4);

        Assert.Equal([0, 0, 2, 1, -1], w);
    }

    [Theory]
    [InlineData(0.2, 3)]
    [InlineData(0.6, 3)]
    [InlineData(0.8, 4)]
    public void CountsTheZerosThatWereThere(double share, int zeros)
    {
        float[] w = [0, 3, -0f, 2, 0];

        Assert.Equal(zeros, Magnitude.Prune(w, share));

        Assert.Equal(zeros, w.Count(value => value == 0));
    }

    [Fact]
    public void GloballyLayersWithSmallWeightsLoseMore()
    {
        var large = Samples.Gaussian(3000, 1, seed: 3);
        var small = Samples.Gaussian(2000, 0.1, seed: 4);
        var smallestKept = large.Concat(small).Select(MathF.Abs).Order().ElementAt(2500);

        Assert.Equal(2500, Magnitude.PruneGlobally([large, small], 0.5));

        Assert.Equal(2500, large.Concat(small).Count(value => value == 0));
        Assert.All(large.Concat(small).Where(value => value != 0), value => Assert.True(MathF.Abs(value) >= smallestKept));
        Assert.True(small.Count(value => value == 0) > 1500);
    }

    [Fact]
    public void GloballyTiesGoInTheOrderOfTheLayers()
    {
        float[][] layers = [[5, 1], [], [1, 1, 1]];

        Magnitude.PruneGlobally([.. layers.Select(layer => layer.AsMemory())], 0.6);

        Assert.Equal([5, 0, 0, 0, 1], layers.SelectMany(layer => layer));
    }

    [Fact]
    public void KeepsWhatIsNotANumberLongest()
    {
        float[] w = [float.NaN, float.PositiveInfinity, 1e38f, float.Epsilon];

        Magnitude.Prune(w, 0.75);

        Assert.Equal([float.NaN, 0, 0, 0], w);
    }

    [Fact]
    public void OfNothingIsNothing()
    {
        Assert.Equal(0, Magnitude.Prune([], 0.5));
        Assert.Equal(0, Magnitude.PruneGlobally([], 0.5));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void RefusesAShareThatIsNone(double share)
    {
        Assert.Throws<ArgumentException>(() => Magnitude.Prune(new float[3], share));
    }
}
