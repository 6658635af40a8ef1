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

    // original, optimized, loss, bound of a class; the budget for each is 3 pp
    static ClassReport Class(string name, double loss, double upper, double? lower = null) => new(name, 200, 0.9, 0.9 - loss, loss, upper) { LossLower = lower };

    static Evidence WithClasses(params ClassReport[] classes) =>
        Evidence(Little, InsideUpper) is var evidence ? evidence with { Metric = evidence.Metric! with { Classes = classes } } : null!;

    [Theory]
    [InlineData("Certify",  0.01, 0.029, Verdict.Passed,    "")]
    [InlineData("Certify",  0.01, 0.031, Verdict.Uncertain, "error OB4011")]
    [InlineData("Certify",  0.04, 0.06,  Verdict.Failed,    "error OB4010")]
    [InlineData("Estimate", 0.01, 0.031, Verdict.Uncertain, "warning OB4011")]
    [InlineData("Estimate", 0.04, 0.06,  Verdict.Failed,    "error OB4010")]
    [InlineData("Warn",     0.01, 0.031, Verdict.Uncertain, "warning OB4011")]
    [InlineData("Warn",     0.04, 0.06,  Verdict.Failed,    "warning OB4010")]
    [InlineData("Off",      0.04, 0.06,  Verdict.Off,       "")]
    [InlineData("Certify",  double.NaN, double.NaN, Verdict.Failed, "error OB4010")]
    [Provokes("OB4010"), Provokes("OB4011")]
    public void EveryClassIsJudgedWhereItIsAsked(string gate, double loss, double upper, Verdict verdict, string findings)
    {
        var judgement = Verdicts.Judge(WithClasses(Class("coat", 0, 0.01), Class("shirt", loss, upper)), With(("Gate", gate), ("MaxClassDrop", "3pp")));

        Assert.Equal((verdict, findings), (judgement.Verdict, Codes(judgement)));
    }

    [Fact]
    public void WorstClassesAreNamedWithTheirFigures()
    {
        var judgement = Verdicts.Judge(WithClasses(Class("a", 0.04, 0.06), Class("b", 0.2, 0.3), Class("c", 0.05, 0.06), Class("d", 0.06, 0.06)), With(("MaxClassDrop", "3pp")));

        Assert.Equal("m.onnx: accuracy of class 'b' went from 90.00 % to 70.00 % (200 samples), class 'd' went from 90.00 % to 84.00 % (200 samples), class 'c' went from 90.00 % to 85.00 % (200 samples) and 1 more, " +
            "more than MaxClassDrop=3pp allows for a class. Name costly layers in KeepFloat, or raise MaxClassDrop.", Assert.Single(judgement.Findings).Message);
    }

    [Fact]
    public void DoubtOfAClassNamesWhatItTakes()
    {
        // ln 0.05 / ln 0.97 = 98.4
        Assert.Equal("m.onnx: every class lies inside MaxClassDrop=3pp, but not provably: 'shirt' may lose up to 4.00 pp at 95 % (200 samples); even without a changed answer that takes 99 samples of each class. " +
            "Add validation samples of these classes, raise MaxClassDrop, or set Gate=Estimate.", Verdicts.Judge(WithClasses(Class("shirt", 0, 0.04)), With(("MaxClassDrop", "3pp"))).Findings[0].Message);
    }

    [Fact]
    public void RelativeBudgetOfAClassRefersToItsOwnFigure()
    {
        Assert.Equal("", Codes(Verdicts.Judge(WithClasses(Class("a", 0.01, 0.0269)), With(("MaxClassDrop", "3%")))));
        Assert.Equal("error OB4011", Codes(Verdicts.Judge(WithClasses(Class("a", 0.01, 0.0271)), With(("MaxClassDrop", "3%")))));
    }

    [Theory]
    [InlineData(0.05, 0.02, "warning OB4012")]
    [InlineData(0.05, 0.005, "message OB4012")]
    [InlineData(0.05, -0.001, "")]
    [InlineData(0.005, null, "")]
    [Provokes("OB4012")]
    public void AClassThatTheAverageHidesIsNamed(double loss, double? lower, string findings)
    {
        var judgement = Verdicts.Judge(WithClasses(Class("shirt", loss, 0.1, lower)), Options.Default);

        Assert.Equal((Verdict.Passed, findings), (judgement.Verdict, Codes(judgement)));
    }

    [Fact, Provokes("OB4004")]
    public void ClassesThatAreAskedForAndNotThereAreNoPass()
    {
        var judgement = Verdicts.Judge(WithClasses(), With(("MaxClassDrop", "3pp")));

        Assert.Equal((Verdict.Failed, "error OB4004"), (judgement.Verdict, Codes(judgement)));
    }

    [Theory]
    [InlineData("Certify",  35, 32, Verdict.Passed,    "")]
    [InlineData("Certify",  35, 29, Verdict.Uncertain, "error OB4013")]
    [InlineData("Certify",  25, 22, Verdict.Failed,    "error OB4005")]
    [InlineData("Estimate", 35, 29, Verdict.Uncertain, "warning OB4013")]
    [InlineData("Warn",     25, 22, Verdict.Failed,    "warning OB4005")]
    [Provokes("OB4013")]
    public void AFloorIsForTheFigureItself(string gate, double figure, double lowest, Verdict verdict, string findings)
    {
        var evidence = new Evidence("m.onnx")
        {
            Metric = new()
            {
                Name = "sqnr", Unit = MetricUnit.Decibel, Original = double.PositiveInfinity, Optimized = figure, Loss = 30 - figure, LossUpper = 30 - lowest, Confidence = 0.95,
                Budget = 0, BudgetText = "", Samples = 2000, Agreement = 0.9, Floor = 30,
            },
        };

        var judgement = Verdicts.Judge(evidence, With(("Gate", gate), ("MinMetric", "30")));

        Assert.Equal((verdict, findings), (judgement.Verdict, Codes(judgement)));
        if (verdict == Verdict.Uncertain)
            Assert.StartsWith("m.onnx: sqnr is 35.00 dB over 2000 samples. That is inside MinMetric=30.00 dB but not proven: it may be as low as 29.00 dB at 95 %.", judgement.Findings[0].Message);
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
