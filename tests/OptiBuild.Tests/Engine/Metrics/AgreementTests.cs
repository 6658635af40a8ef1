using OptiBuild.Engine.Metrics;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class AgreementTests
{
    [Theory]
    [InlineData(new[] { 1f, 3, 2 }, new[] { 0f, 9, 1 }, 1)]
    [InlineData(new[] { 1f, 3, 2 }, new[] { 0f, 1, 9 }, 0)]
    [InlineData(new[] { 3f, 3, 2 }, new[] { 9f, 1, 1 }, 1)]
    [InlineData(new[] { float.NaN, 3, 2 }, new[] { 0f, 9, 1 }, 0)]
    [InlineData(new[] { 0f, 9, 1 }, new[] { float.NaN, 3, 2 }, 0)]
    [InlineData(new[] { 0f, 9, 1 }, new[] { 0f, 9 }, 0)]
    public void IsTheSameLargestScore(float[] scores, float[] original, double expected)
    {
        Assert.Equal([expected], Agreement.Score(Against(Scores(scores), Scores(original))));
    }

    [Theory]
    [InlineData(101f, 100f, 1)]
    [InlineData(102f, 100f, 0)]
    [InlineData(-99f, -100f, 1)]
    [InlineData(1f, -1f, 0)]
    [InlineData(0f, 0f, 1)]
    [InlineData(0.002f, 0.001f, 1)]
    [InlineData(0.52f, 0.5f, 0)]
    [InlineData(float.NaN, 1f, 0)]
    [InlineData(1f, float.NaN, 0)]
    [InlineData(float.NaN, float.NaN, 0)]
    public void OfSingleValuesIsBeingWithinAPercent(float value, float original, double expected)
    {
        Assert.Equal([expected], Agreement.Score(Against(Scores(value), Scores(original))));
    }

    [Fact]
    public void OfSeveralPositionsIsTheirShare()
    {
        Assert.Equal([0.5], Agreement.Score(Against(Output([2, 2], 1, 0, 0, 1), Output([2, 2], 1, 0, 1, 0))));
    }
}
