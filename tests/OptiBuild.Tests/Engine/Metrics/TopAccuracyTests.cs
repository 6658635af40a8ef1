using OptiBuild.Engine.Metrics;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class TopAccuracyTests
{
    [Theory]
    [InlineData(new[] { 3f, 3, 3, 1 }, 1, 2, 1)]
    [InlineData(new[] { 3f, 3, 3, 1 }, 2, 2, 0)]
    [InlineData(new[] { 3f, 2, float.NaN, 1 }, 0, 2, 0)]
    public void LowerIndicesWinTiesAndNaNIsNeverRight(float[] scores, long label, int k, double expected)
    {
        Assert.Equal([expected], TopAccuracy.Score(Labelled(Scores(scores), label), k));
    }

    [Fact]
    public void IsTheShareOfPositions()
    {
        var output = Output([3, 2, 2], 9, 0, 0, 1, 0, 9, 0, 2, 1, 1, 9, 3);

        Assert.Equal([0.75], TopAccuracy.Score(new([output], [output], new(null, null) { Classes = [2, 1, 2, 0] }), 2));
    }

    [Theory, Provokes("OB1002")]
    [InlineData(5, 5, "'top5' is not a value of Metric. Valid values are top1 to top4 for a model of 5 classes.")]
    [InlineData(1, 1, "'top1' is not a value of Metric. Valid values are accuracy for a model of two classes.")]
    public void RefusesWhatEveryAnswerWouldPass(int k, int classes, string message)
    {
        Assert.Equal(message, Ask.Refusal("OB1002", () => TopAccuracy.Score(Labelled(Scores(new float[classes]), 0), k)));
    }
}
