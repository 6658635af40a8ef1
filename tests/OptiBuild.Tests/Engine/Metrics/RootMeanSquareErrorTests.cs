using OptiBuild.Engine.Metrics;
using OptiBuild.Tests.Engine.Data;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Metrics;

public sealed class RootMeanSquareErrorTests
{
    [Fact]
    public void IsOverAllValuesOfAllSamples()
    {
        double[][] scores = [RootMeanSquareError.Score(Labelled(Scores(1, 2), 4.0, 6)), RootMeanSquareError.Score(Labelled(Scores(5, 5), 5.0, 5))];

        Assert.Equal([[25.0, 2], [0.0, 2]], scores);
        // √((3² + 4² + 0 + 0) / 4)
        Assert.Equal(2.5, RootMeanSquareError.Combine(scores)(null));
        Assert.Equal(Math.Sqrt(12.5), RootMeanSquareError.Combine(scores)([0, 0]));
    }

    [Fact]
    public void TakesWholeNumbersToo()
    {
        Assert.Equal([4.0, 1], RootMeanSquareError.Score(Labelled(Scores(5), label: 7)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void IsInfiniteWhereAnOutputIsNoNumber(float value)
    {
        Assert.Equal(double.PositiveInfinity, RootMeanSquareError.Combine([RootMeanSquareError.Score(Labelled(Scores(value), 1.0))])(null));
    }

    [Fact, Provokes("OB3017")]
    public void RefusesAnotherNumberOfLabels()
    {
        Assert.Equal("A sample has 2 numbers as its label, and the model's output has shape [1]. Give labels of the output's shape.",
            Ask.Refusal("OB3017", () => RootMeanSquareError.Score(Labelled(Scores(1), 1.0, 2))));
    }

    [Fact]
    public void NeedsALabel()
    {
        Assert.Throws<InvalidOperationException>(() => RootMeanSquareError.Score(new Answer([Scores(1)], [Scores(1)], null)));
    }
}
