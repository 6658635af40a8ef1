using OptiBuild.Numerics.Metrics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Metrics;

public class MetricsTests
{
    [Theory]
    [InlineData(new float[] { 3, 4 }, new float[] { 3, 4 }, double.PositiveInfinity)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 0 }, double.PositiveInfinity)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 1 }, double.NegativeInfinity)]
    [InlineData(new float[] { 10, 0 }, new float[] { 9, 0 }, 20)]
    [InlineData(new float[] { 3, 4 }, new float[] { 3, -1 }, 0)]
    public void SqnrInDecibels(float[] signal, float[] approximation, double expected)
    {
        Assert.Equal(expected, Sqnr.Db(signal, approximation));
    }

    [Theory]
    [InlineData(new float[] { 1, 0 }, new float[] { 0, 1 }, 0)]
    [InlineData(new float[] { 1, 2 }, new float[] { -1, -2 }, -1)]
    [InlineData(new float[] { 1, 0 }, new float[] { 1, 1 }, 0.70710678118654752)]
    [InlineData(new float[] { 0, 0 }, new float[] { 0, 0 }, 1)]
    [InlineData(new float[] { 0, 0 }, new float[] { 1, 0 }, 0)]
    [InlineData(new float[] { 1e30f, 1e30f }, new float[] { 1e-30f, 1e-30f }, 1)]
    public void CosineOfTwoVectors(float[] a, float[] b, double expected)
    {
        // A square root, a product and a quotient in double.
        Assert.Equal(expected, Cosine.Similarity(a, b), Close.Within(4e-16));
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 }, new float[] { 1, 4, 0 }, 13 / 3.0)]
    [InlineData(new float[] { }, new float[] { }, 0)]
    public void MeanSquaredErrorOfTwoVectors(float[] expected, float[] actual, double mean)
    {
        Assert.Equal(mean, MeanSquaredError.Of(expected, actual));
    }

    [Theory]
    [InlineData(new float[] { 1, 3, 2 }, 1)]
    [InlineData(new float[] { 3, 3, 2 }, 0)]
    [InlineData(new float[] { float.NaN, -5, -4 }, 2)]
    [InlineData(new float[] { float.NegativeInfinity }, 0)]
    [InlineData(new float[] { float.NaN }, -1)]
    [InlineData(new float[] { }, -1)]
    public void ArgMaxIsTheFirstLargest(float[] scores, int expected)
    {
        Assert.Equal(expected, ArgMax.Of(scores));
    }

    [Theory]
    [InlineData(new float[] { 1, 3, 2 }, 1, 1, true)]
    [InlineData(new float[] { 1, 3, 2 }, 2, 1, false)]
    [InlineData(new float[] { 1, 3, 2 }, 2, 2, true)]
    [InlineData(new float[] { 2, 2, 2 }, 1, 1, false)]
    [InlineData(new float[] { 2, 2, 2 }, 1, 2, true)]
    [InlineData(new float[] { float.NaN, 1 }, 1, 1, true)]
    [InlineData(new float[] { float.NaN, 1 }, 0, 2, false)]
    [InlineData(new float[] { 1, 2 }, 0, 5, true)]
    public void TopKHitsTheKLargest(float[] scores, int label, int k, bool expected)
    {
        Assert.Equal(expected, TopK.Hit(scores, label, k));
    }

    [Fact]
    public void ExactlyKLabelsHit()
    {
        var scores = Samples.Uniform(50, 0, 1, seed: 1).Select(score => MathF.Floor(score * 5)).ToArray();

        Assert.All([1, 5, 50], k => Assert.Equal(k, Enumerable.Range(0, 50).Count(label => TopK.Hit(scores, label, k))));
        Assert.True(TopK.Hit(scores, ArgMax.Of(scores), 1));
    }
}
