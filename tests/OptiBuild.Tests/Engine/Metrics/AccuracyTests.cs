using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class AccuracyTests
{
    [Theory]
    [InlineData(new[] { 1f, 3, 2 }, 1, 1)]
    [InlineData(new[] { 1f, 3, 2 }, 2, 0)]
    [InlineData(new[] { 3f, 3, 2 }, 0, 1)]
    [InlineData(new[] { 3f, 3, 2 }, 1, 0)]
    [InlineData(new[] { -5f, -3, -9 }, 1, 1)]
    [InlineData(new[] { 0f, float.PositiveInfinity, 1 }, 1, 1)]
    public void IsAHitWhereTheLargestScoreIsTheLabels(float[] scores, long label, double expected)
    {
        Assert.Equal([expected], Accuracy.Score(Labelled(Scores(scores), label)));
    }

    [Theory]
    [InlineData(0.51f, 1, 1)]
    [InlineData(0.5f, 1, 0)]
    [InlineData(0.5f, 0, 1)]
    [InlineData(-2f, 0, 1)]
    public void TakesASingleScoreForTheProbabilityOfClassOne(float score, long label, double expected)
    {
        Assert.Equal([expected], Accuracy.Score(Labelled(Scores(score), label)));
        Assert.Equal([expected], Accuracy.Score(Labelled(Output([], score), label)));
    }

    [Theory]
    [InlineData(new[] { float.NaN, 3, 2 }, 1)]
    [InlineData(new[] { float.NaN, float.NaN }, 0)]
    [InlineData(new[] { float.NaN }, 0)]
    public void IsNeverAHitWithNaN(float[] scores, long label)
    {
        Assert.Equal([0.0], Accuracy.Score(Labelled(Scores(scores), label)));
    }

    [Fact]
    public void IsTheShareOfPositionsThatAreRight()
    {
        var output = Output([2, 2, 2], 1, 0, 0, 1, 1, 0, 1, 0);
        var label = new Label(null, null) { Classes = [0, 1, 1, 1] };

        Assert.Equal([0.5], Accuracy.Score(new Answer([output], [output], label)));
        Assert.Equal([0.75], Accuracy.Score(Labelled(output, 0)));
    }

    [Fact, Provokes("OB3017")]
    public void RefusesLabelsForAnotherNumberOfPositions()
    {
        var output = Output([2, 2], 1, 0, 0, 1);
        var answer = new Answer([output], [output], new Label(null, null) { Classes = [0, 1, 1] });

        Assert.Equal("A sample has 3 classes as its label, and the model's output has shape [2,2]. Give labels of the output's shape.", Ask.Refusal("OB3017", () => Accuracy.Score(answer)));
    }
}
