using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Pages;

namespace OptiBuild.Tests.Engine.Reports;

public class VerdictWordsTests
{
    static string Words(ModelReport model) => $"{VerdictWords.Head(model)} {VerdictWords.Sentence(model)}";

    [Fact]
    public void PassedSaysWhatWasAskedAndWhatIsSure() => Assert.Equal(
        "Passed. The accuracy may fall by at most 1 percentage point. On 5,000 samples it fell from 91.42 % to 91.38 %; with 95 % certainty the true loss is at most 0.31 percentage points.", Words(SampleReport.Model));

    [Fact]
    public void UncertainSaysHowManySamplesWouldSettleIt() => Assert.EndsWith(
        "that is inside what is allowed, but 5,000 samples leave room for chance: the true loss may be as much as 1.4 percentage points, if one wants to be 95 % sure. About 9,000 samples would settle it.",
        Words(SampleReport.Model with { Verdict = Verdict.Uncertain, Metric = SampleReport.Accuracy with { LossUpper = 0.014, SamplesNeeded = 9000 } }));

    [Fact]
    public void FailedSaysHowMuchWasLost() => Assert.EndsWith(
        "On 5,000 samples it fell from 91.42 % to 88.10 %; that is a loss of 3.32 percentage points, more than allowed.",
        Words(SampleReport.Model with { Verdict = Verdict.Failed, Metric = SampleReport.Accuracy with { Optimized = 0.881, Loss = 0.0332 } }));

    [Fact]
    public void OtherUnitsAreNoPoints() => Assert.Equal(
        "Passed. The rmse may rise by at most 0.007461 (1% of the original's). On 5,000 samples it rose from 0.7461 to 0.7479; with 95 % certainty the true loss is at most 0.003127.",
        Words(SampleReport.Model with { Metric = SampleReport.Accuracy with { Name = "rmse", Unit = MetricUnit.Own, Direction = Direction.LowerIsBetter, Original = 0.746121, Optimized = 0.747934, LossUpper = 0.003127, Budget = 0.00746121, BudgetText = "1%" } }));

    [Fact]
    public void BoundBelowZeroMeansNothingWasLost() => Assert.EndsWith("; with 95 % certainty nothing was lost.", Words(SampleReport.Model with { Metric = SampleReport.Accuracy with { LossUpper = -0.001 } }));

    [Fact]
    public void FloorIsReached() => Assert.Equal(
        "Passed. The sqnr must be at least 30.00 dB. On 5,000 samples it is 35.21 dB; with 95 % certainty it is truly at least 34.87 dB.", Words(SampleReport.Floored));

    [Fact]
    public void FloorThatChanceMayHideIsNotProven() => Assert.EndsWith(
        "On 5,000 samples it is 30.40 dB; that is enough, but 5,000 samples leave room for chance: it may truly be as low as 29.70 dB, if one wants to be 95 % sure. About 9,000 samples would settle it.",
        Words(SampleReport.Floored with { Verdict = Verdict.Uncertain, Metric = SampleReport.Floored.Metric! with { Optimized = 30.4, Loss = -0.4, LossUpper = 0.3, SamplesNeeded = 9000 } }));

    [Fact]
    public void FloorThatIsMissedIsNotReached() => Assert.EndsWith("On 5,000 samples it is 28.00 dB; that is less than asked for.",
        Words(SampleReport.Floored with { Verdict = Verdict.Failed, Metric = SampleReport.Floored.Metric! with { Optimized = 28, Loss = 2, LossUpper = 2.4 } }));

    [Fact]
    public void AnswersThatAreAllTheSameAreExact() => Assert.EndsWith("it is exact; every output is the same as the original's.",
        Words(SampleReport.Floored with { Metric = SampleReport.Floored.Metric! with { Optimized = double.PositiveInfinity, Loss = double.NegativeInfinity, LossUpper = double.NegativeInfinity } }));

    [Fact]
    public void OneModelAloneIsMeasured() => Assert.Equal("Measured. On 5,000 samples the accuracy is 91.42 %.",
        Words(SampleReport.Model with { Verdict = Verdict.Off, Metric = SampleReport.Accuracy with { Confidence = 1, Budget = 0, BudgetText = "" } }));

    [Fact]
    public void GateOffSaysThatNobodyLooked() => Assert.StartsWith("Not judged. The gate is off", Words(SampleReport.Off), StringComparison.Ordinal);

    [Fact]
    public void WhatStoppedTheWorkIsTold() => Assert.Equal(
        "Failed before anything was measured. Model 'Models/absent.onnx' does not exist. Correct the Include of <OptimizeModel>.", Words(SampleReport.Stopped));
}
