using OptiBuild.Engine;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;
using static OptiBuild.Tests.Engine.Metrics.Answering;

namespace OptiBuild.Tests.Engine.Refining;

public class PredictedLossTests
{
    const double Tolerance = 1e-9;

    static PredictedLoss Of(string metric, Budget budget, params Output[] references) =>
        PredictedLoss.Of(new Criteria(MetricRows.All.Single(m => m.Name == metric), GateMode.Certify, budget, 0.95), new HeldOut(null!, [], references));

    /// <summary>Outputs 1, 3, 5, 7 that change by 0.2 each: N = 0.04, variance 5.</summary>
    static Difference Numbers()
    {
        var difference = new Difference(AnswerCost.One);
        foreach (var y in new[] { 1f, 3f, 5f, 7f }) difference.Add(Scores(y), Scores(y + 0.25f));
        return difference;
    }

    [Fact]
    public void TargetIsHalfOfTheBudgetAndAllOfItForLostProbability()
    {
        Assert.Equal(new(LossKind.ChangedAnswers, 0.015), Of("agreement", new(0.03, BudgetUnit.Points)));
        Assert.Equal(new(LossKind.LostProbability, 0.01), Of("accuracy", new(0.01, BudgetUnit.Points)));
        Assert.Equal(new(LossKind.NoiseGrowth, 0.005), Of("rmse", new(0.01, BudgetUnit.Relative)));
        Assert.Equal(new(LossKind.NoiseAmount, 0.2), Of("rmse", new(0.4, BudgetUnit.Own)));
    }

    [Theory]
    [InlineData("top5")]
    [InlineData("f1")]
    [InlineData("rocauc")]
    [InlineData("iou")]
    [InlineData("ter")]
    [InlineData("cer")]
    public void SharesOfAnswersAreLostProbability(string metric) =>
        Assert.Equal(new(LossKind.LostProbability, 0.01), Of(metric, new(0.01, BudgetUnit.Points)));

    [Fact]
    public void NumbersAndOutputsAreToldByTheirNoise()
    {
        Assert.Equal(new(LossKind.NoiseGrowth, 0.005), Of("mae", new(0.01, BudgetUnit.Relative)));
        Assert.Equal(new(LossKind.NoiseAmount, 0.2), Of("mae", new(0.4, BudgetUnit.Own)));
        Assert.Equal(new(LossKind.NoiseShare, 0.005), Of("r2", new(0.01, BudgetUnit.Own)));
        Assert.Equal(new(LossKind.NoiseShare, 0.01), Of("cosine", new(0.01, BudgetUnit.Relative)));
        // 20 dB are a hundredth.
        Assert.Equal(0.005, PredictedLoss.Of(new Criteria(MetricRows.All.Single(m => m.Name == "sqnr"), GateMode.Certify, new(0.01, BudgetUnit.Relative), 0.95) { MinMetric = 20 }, new HeldOut(null!, [], [])).Target, Tolerance);
    }

    [Theory]
    [InlineData("accuracy", 0.001, 128)]
    [InlineData("agreement", 0.1, 128)]
    [InlineData("agreement", 0.02, 200)]
    [InlineData("agreement", 0.001, 512)]
    public void RareChangesNeedMoreSamples(string metric, double budget, int expected) =>
        Assert.Equal(expected, PredictedLoss.Samples(new(MetricRows.All.Single(m => m.Name == metric), GateMode.Certify, new(budget, BudgetUnit.Points), 0.95), SearchLimits.Normal));

    [Fact]
    public void RelativeBudgetOfAccuracyRefersToWhatTheOriginalIsSureOf()
    {
        var loss = Of("accuracy", new(0.01, BudgetUnit.Relative), Scores(0.75f, 0.25f), Scores(0.5f, 0.5f));

        Assert.Equal(0.01 * 0.625, loss.Target, Tolerance);
    }

    [Fact]
    public void ErrorsInNumbersAreToldByTheirNoise()
    {
        // N = 1/16, variance of 1, 3, 5, 7 is 5, and E is a twentieth of it: √(1 + 0.0625 / 0.25) − 1.
        Assert.Equal(Math.Sqrt(1.25) - 1, new PredictedLoss(LossKind.NoiseGrowth, 1).Of(Numbers()), Tolerance);
        Assert.Equal(0.25, new PredictedLoss(LossKind.NoiseAmount, 1).Of(Numbers()), Tolerance);
        Assert.Equal(0.0125, new PredictedLoss(LossKind.NoiseShare, 1).Of(Numbers()), Tolerance);
    }

    [Theory]
    [InlineData(LossKind.NoiseGrowth)]
    [InlineData(LossKind.NoiseAmount)]
    [InlineData(LossKind.NoiseShare)]
    public void NotANumberLosesEverything(LossKind kind)
    {
        var difference = new Difference(AnswerCost.One);
        difference.Add(Scores(1), Scores(float.NaN));

        Assert.Equal(double.PositiveInfinity, new PredictedLoss(kind, 1).Of(difference));
    }

    [Theory]
    [InlineData(LossKind.ChangedAnswers, 0.0041, "0.41 pp")]
    [InlineData(LossKind.NoiseGrowth, 0.0041, "0.41 %")]
    [InlineData(LossKind.NoiseAmount, 0.0041, "0.0041")]
    public void LossIsToldInItsUnit(LossKind kind, double loss, string expected) => Assert.Equal(expected, Figures.Predicted(kind, loss));
}
