using OptiBuild.Engine;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Validation;

public class VerdictsTests
{
    // loss, upper bound of a budget of 1 pp
    const double Lost = 0.033, LostUpper = 0.042, Little = 0.004, InsideUpper = 0.009, OutsideUpper = 0.012;

    [Theory]
    [InlineData("Certify",  Little, InsideUpper,  Verdict.Passed,    "")]
    [InlineData("Certify",  Little, OutsideUpper, Verdict.Uncertain, "error OB4002")]
    [InlineData("Certify",  Lost,   LostUpper,    Verdict.Failed,    "error OB4001")]
    [InlineData("Estimate", Little, InsideUpper,  Verdict.Passed,    "")]
    [InlineData("Estimate", Little, OutsideUpper, Verdict.Uncertain, "warning OB4002")]
    [InlineData("Estimate", Lost,   LostUpper,    Verdict.Failed,    "error OB4001")]
    [InlineData("Warn",     Little, InsideUpper,  Verdict.Passed,    "")]
    [InlineData("Warn",     Little, OutsideUpper, Verdict.Uncertain, "warning OB4002")]
    [InlineData("Warn",     Lost,   LostUpper,    Verdict.Failed,    "warning OB4001")]
    [InlineData("Off",      Little, InsideUpper,  Verdict.Off,       "")]
    [InlineData("Off",      Little, OutsideUpper, Verdict.Off,       "")]
    [InlineData("Off",      Lost,   LostUpper,    Verdict.Off,       "")]
    [InlineData("Certify",  double.NaN, double.NaN, Verdict.Failed,  "error OB4001")]
    [InlineData("Certify",  -0.02,  -0.01,        Verdict.Passed,    "")]
    [InlineData("Certify",  0.01,   0.01,         Verdict.Passed,    "")]
    [Provokes("OB4001"), Provokes("OB4002")]
    public void EveryModeJudgesEveryOutcome(string gate, double loss, double upper, Verdict verdict, string findings)
    {
        var judgement = Verdicts.Judge(Evidence(loss, upper), With(("Gate", gate)));

        Assert.Equal(verdict, judgement.Verdict);
        Assert.Equal(findings, Codes(judgement));
    }

    [Theory]
    [InlineData("Certify",  Verdict.Failed, "error OB4005")]
    [InlineData("Estimate", Verdict.Failed, "error OB4005")]
    [InlineData("Warn",     Verdict.Failed, "warning OB4005")]
    [InlineData("Off",      Verdict.Off,    "")]
    [Provokes("OB4005")]
    public void FigureOutsideMinMetricFails(string gate, Verdict verdict, string findings)
    {
        var judgement = Verdicts.Judge(Evidence(Little, InsideUpper), With(("Gate", gate), ("MinMetric", "95%")));

        Assert.Equal((verdict, findings), (judgement.Verdict, Codes(judgement)));
    }

    [Theory]
    [InlineData(0.8, "")]
    [InlineData(0.7, "error OB4005")]
    public void MinMetricIsACeilingForErrors(double bound, string findings)
    {
        var evidence = Evidence(0, 0);
        evidence = evidence with { Metric = evidence.Metric! with { Direction = Direction.LowerIsBetter, Unit = MetricUnit.Own, Optimized = 0.75 } };

        Assert.Equal(findings, Codes(Verdicts.Judge(evidence, Options.Default with { MinMetric = bound })));
    }

    [Theory]
    [InlineData("Certify", Verdict.Failed, "error OB4006")]
    [InlineData("Warn",    Verdict.Failed, "warning OB4006")]
    [InlineData("Off",     Verdict.Failed, "error OB4006")]
    [Provokes("OB4006")]
    public void SizeAboveTheLimitFailsWhateverTheAccuracy(string gate, Verdict verdict, string findings)
    {
        var evidence = Evidence(Little, InsideUpper) with { Size = new(1000, 500, 410) };

        var judgement = Verdicts.Judge(evidence, With(("Gate", gate), ("MinSizeReduction", "60%")));

        Assert.Equal((verdict, findings), (judgement.Verdict, Codes(judgement)));
    }

    [Theory]
    [InlineData("Certify", Verdict.Failed, "error OB4007")]
    [InlineData("Warn",    Verdict.Failed, "warning OB4007")]
    [InlineData("Off",     Verdict.Failed, "error OB4007")]
    [Provokes("OB4007")]
    public void SpeedBelowTheLimitFailsWhateverTheAccuracy(string gate, Verdict verdict, string findings)
    {
        var evidence = Evidence(Little, InsideUpper) with { Latency = new(1.2, 1, 1.2, 1, 1) };

        var judgement = Verdicts.Judge(evidence, With(("Gate", gate), ("MinSpeedup", "1.3")));

        Assert.Equal((verdict, findings), (judgement.Verdict, Codes(judgement)));
    }

    [Fact]
    public void LimitsThatAreMetSayNothing()
    {
        var evidence = Evidence(Little, InsideUpper) with { Size = new(1000, 500, 400), Latency = new(1.3, 1, 1.3, 1, 1) };

        var judgement = Verdicts.Judge(evidence, With(("MinSizeReduction", "60%"), ("MinSpeedup", "1.3")));

        Assert.Equal((Verdict.Passed, ""), (judgement.Verdict, Codes(judgement)));
    }

    [Theory]
    [InlineData("Certify", "error OB4008")]
    [InlineData("Warn",    "warning OB4008")]
    [Provokes("OB4008")]
    public void NaNFailsEvenWhereTheMetricHolds(string gate, string findings)
    {
        var evidence = Evidence(0, InsideUpper) with { NotANumber = new("probabilities", "gate.npz, sample 17") };

        var judgement = Verdicts.Judge(evidence, With(("Gate", gate)));

        Assert.Equal((Verdict.Failed, findings), (judgement.Verdict, Codes(judgement)));
        Assert.StartsWith("m.onnx: the optimized model's output 'probabilities' holds NaN for gate.npz, sample 17, ", judgement.Findings[0].Message);
    }

    [Fact]
    public void DropNamesFiguresCountsAndBudget()
    {
        var message = Verdicts.Judge(Evidence(Lost, LostUpper), Options.Default).Findings[0].Message;

        Assert.Equal("m.onnx: accuracy fell from 91.42 % to 88.12 % (93 answers broken, 27 repaired, of 2000 samples), more than MaxDrop=1pp allows. " +
            "The report says what each layer costs: name the costly ones in KeepFloat, or raise MaxDrop.", message);
    }

    [Theory]
    [InlineData(3100, "the loss may be up to 1.20 pp at 95 %, and about 3100 samples would settle it")]
    [InlineData(null, "the loss may be up to 1.20 pp at 95 %, and the estimate is too near to the budget for more samples to help")]
    public void DoubtNamesTheBoundAndWhatItTakes(int? needed, string doubt)
    {
        var evidence = Evidence(Little, OutsideUpper);
        evidence = evidence with { Metric = evidence.Metric! with { SamplesNeeded = needed } };

        Assert.Contains(doubt, Verdicts.Judge(evidence, Options.Default).Findings[0].Message);
    }

    static Evidence Evidence(double loss, double upper) => new("m.onnx")
    {
        Metric = new()
        {
            Name = "accuracy", Original = 0.9142, Optimized = 0.9142 - loss, Loss = loss, LossUpper = upper, Confidence = 0.95,
            Budget = 0.01, BudgetText = "1pp", Samples = 2000, Broken = 93, Repaired = 27, Agreement = 0.9,
        },
    };

    static string Codes(Judgement judgement) =>
        string.Join(", ", judgement.Findings.Select(f => $"{f.Diagnostic.Severity.ToString().ToLowerInvariant()} {f.Diagnostic.Code}"));

    static Options With(params (string Name, string Text)[] texts) => Options.From(texts.Select(t => KeyValuePair.Create(t.Name, t.Text)));
}
