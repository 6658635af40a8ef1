using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Tests.Engine.Validation;

public class SamplesNeededTests
{
    [Fact]
    public void NothingIsNeededWhereTheResultIsSettled() => Assert.Null(SamplesNeeded.ToDecide(Metric(loss: 0.001, upper: 0.009)));

    [Theory]
    [InlineData(0.0099)]
    [InlineData(0.01)]
    [InlineData(0.02)]
    public void NoNumberHelpsAnEstimateAtTheBudget(double loss) => Assert.Null(SamplesNeeded.ToDecide(Metric(loss, upper: 0.03)));

    [Fact]
    public void WidthShrinksWithTheRootOfTheSamples()
    {
        // Half the width is wanted where the budget is 0.01 and the bound 0.02: four times 500 samples.
        Assert.Equal(2000, SamplesNeeded.ToDecide(Metric(loss: 0, upper: 0.02)));
    }

    [Fact]
    public void DiscordanceDecidesForAnswersThatAreRightOrWrong()
    {
        var calm = SamplesNeeded.ToDecide(Metric(loss: 0, upper: 0.02) with { Broken = 5, Repaired = 5 });
        var lively = SamplesNeeded.ToDecide(Metric(loss: 0, upper: 0.03) with { Broken = 20, Repaired = 20 });

        // (1.645 + 0.842)² · 0.02 / 0.01² = 1237, the textbook's approximation for power 0.8; the score test's own differs by less than a third.
        Assert.InRange(calm!.Value, 1237 * 2 / 3, 1237 * 4 / 3);
        Assert.True(lively > 2 * calm, $"{lively} {calm}");
    }

    [Fact]
    public void AlwaysAsksForMoreThanThereAre()
    {
        var needed = SamplesNeeded.ToDecide(Metric(loss: 0, upper: 0.0100001) with { Samples = 100_000, Broken = 1, Repaired = 1 });

        Assert.Equal(100_001, needed);
    }

    static MetricReport Metric(double loss, double upper) => new()
    {
        Name = "accuracy", Original = 0.9, Optimized = 0.9 - loss, Loss = loss, LossUpper = upper, Confidence = 0.95,
        Budget = 0.01, BudgetText = "1pp", Samples = 500, Agreement = 1,
    };
}
