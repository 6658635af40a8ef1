using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Validation.GivenSamples;

namespace OptiBuild.Tests.Engine.Validation;

public class GateTests
{
    static readonly float[] Zero = [1, 0], One = [0, 1];

    [Fact]
    public void CountsBrokenAndRepairedAnswers()
    {
        using var samples = WithClasses(1000, _ => 0);
        var original = Answering(i => i < 900 ? Zero : One);
        var optimized = Answering(i => i is (>= 5 and < 900) or 950 or 951 ? Zero : One);

        var metric = Measure(samples, original, optimized).Metric;

        Assert.Equal((5, 2, 1000), (metric.Broken, metric.Repaired, metric.Samples));
        Assert.Equal((0.900, 0.897, 0.003), (metric.Original, metric.Optimized, metric.Loss));
        Assert.Equal(0.993, metric.Agreement);
    }

    [Fact]
    public void BoundOfNoChangeIsTheRuleOfThree()
    {
        using var samples = WithClasses(1000, _ => 0);
        var model = Answering(_ => Zero);

        var metric = Measure(samples, model, model).Metric;

        // 1 − 0.05^(1/1000); the exact bound may spend a thousandth of the error probability elsewhere.
        var expected = 1 - Math.Pow(0.05, 1 / 1000.0);
        Assert.Equal(0, metric.Loss);
        Assert.InRange(metric.LossUpper, expected, expected * 1.01);
    }

    [Fact]
    public void BoundLiesAboveTheEstimateAndFallsWithMoreSamples()
    {
        using var few = WithClasses(500, _ => 0);
        using var many = WithClasses(5000, _ => 0);
        var original = Answering(_ => Zero);
        var optimized = Answering(i => i % 100 == 0 ? One : Zero);

        var (small, large) = (Measure(few, original, optimized).Metric, Measure(many, original, optimized).Metric);

        Assert.Equal(0.01, small.Loss);
        Assert.Equal(0.01, large.Loss);
        Assert.True(large.LossUpper > 0.01 && small.LossUpper > large.LossUpper, $"{small.LossUpper} {large.LossUpper}");
    }

    [Fact]
    public void BootstrapsMetricsThatAreNotRightOrWrong()
    {
        using var samples = WithNumbers(200, i => i);
        var original = Answering(i => [i + 1]);
        var optimized = Answering(i => [i % 2 == 0 ? i + 1 : i + 1.25f]);

        var first = Measure(samples, original, optimized, "rmse").Metric;
        var second = Measure(samples, original, optimized, "rmse").Metric;

        // √((1 + 1.25²) / 2) − 1, in numbers that float holds exactly.
        Assert.Equal(Math.Sqrt(1.28125) - 1, first.Loss, 1e-12);
        Assert.InRange(first.LossUpper, first.Loss, 0.25);
        Assert.Equal(first with { Classes = [], Others = [] }, second with { Classes = [], Others = [] });
        Assert.Equal(first.Others, second.Others);
        Assert.Null(first.Broken);
    }

    /// <summary>1000 right answers and one that becomes surer: resamples show next to no loss, and yet three samples of a thousand may be lost.</summary>
    [Theory]
    [InlineData("rocauc")]
    [InlineData("f1")]
    [InlineData("ap")]
    public void SharesAreNeverBoundedBelowWhatUnseenSamplesMayLose(string name)
    {
        using var samples = WithClasses(1000, i => i % 2);
        var original = Answering(i => i % 2 == 0 ? Zero : One);
        var optimized = Answering(i => i == 7 ? [0, 2] : i % 2 == 0 ? Zero : One);

        var metric = Measure(samples, original, optimized, name).Metric;

        // As in BoundOfNoChangeIsTheRuleOfThree.
        Assert.InRange(metric.LossUpper, 1 - Math.Pow(0.05, 1 / 1000.0), 0.0031);
    }

    [Fact]
    public void LowerErrorIsAGain()
    {
        using var samples = WithNumbers(50, i => i);

        var metric = Measure(samples, Answering(i => [i + 2]), Answering(i => [i + 1]), "rmse").Metric;

        Assert.Equal((2, 1, -1), (metric.Original, metric.Optimized, metric.Loss));
    }

    [Fact]
    public void RelativeBudgetRefersToTheOriginal()
    {
        using var samples = WithNumbers(50, i => i);

        var metric = Measure(samples, Answering(i => [i + 2]), Answering(i => [i + 2]), "rmse").Metric;

        Assert.Equal((0.02, "1%"), (metric.Budget, metric.BudgetText));
    }

    [Fact]
    public void FindsTheFirstSampleAnsweredNaN()
    {
        using var samples = WithClasses(100, _ => 0);
        var optimized = Answering(i => i >= 40 ? [float.NaN, 0] : Zero);

        var measurement = Measure(samples, Answering(_ => Zero), optimized);

        Assert.Equal(new NotANumber("y", "given, sample 40"), measurement.NotANumber);
    }

    [Fact]
    public void NaNOfTheOriginalIsNoFaultOfTheOptimizedModel()
    {
        using var samples = WithClasses(10, _ => 0);
        var model = Answering(i => i == 3 ? [float.NaN, 0] : Zero);

        Assert.Null(Measure(samples, model, model).NotANumber);
    }

    [Fact]
    [Provokes("OB3016")]
    public void LabelBeyondTheModelsClassesIsRefused()
    {
        using var samples = WithClasses(40, i => i == 35 ? 2 : 0);

        var finding = Assert.Throws<OptiBuildException>(() => Measure(samples, Answering(_ => Zero), Answering(_ => Zero))).Finding;

        Assert.Equal("OB3016", finding.Diagnostic.Code);
        Assert.StartsWith("given, sample 35 has label 2,", finding.Message);
    }

    [Theory]
    [InlineData("1pp", 300, true)]
    [InlineData("1pp", 298, false)]
    [InlineData("0.5pp", 597, false)]
    [InlineData("0.5pp", 600, true)]
    [InlineData("1%", 298, false)]
    [InlineData("0.02", 200, true)]
    [InlineData("0pp", 1000000, false)]
    [Provokes("OB4003")]
    public void StopsBeforeAnyWorkWhereNothingCouldBeProven(string budget, int samples, bool provable)
    {
        var criteria = Criteria.Of(With(("MaxDrop", budget)), Named("accuracy"));

        var exception = Record.Exception(() => Gate.RequireProvable("m.onnx", criteria, samples));

        Assert.Equal(provable ? null : "OB4003", (exception as OptiBuildException)?.Finding.Diagnostic.Code);
    }

    [Fact]
    public void SaysHowManySamplesABudgetNeeds()
    {
        var criteria = Criteria.Of(With(("MaxDrop", "1pp")), Named("accuracy"));

        var finding = Assert.Throws<OptiBuildException>(() => Gate.RequireProvable("Models/m.onnx", criteria, 200)).Finding;

        // ln 0.05 / ln 0.99 = 298.07
        Assert.Equal("Models/m.onnx: 200 validation samples cannot prove MaxDrop=1pp even if no answer changes; that takes 299 samples at 95 %. Add samples, raise MaxDrop, or set Gate=Estimate.", finding.Message);
    }

    [Theory]
    [InlineData("Estimate", "accuracy")]
    [InlineData("Warn", "accuracy")]
    [InlineData("Certify", "rmse")]
    public void AsksNoSamplesWhereNoProofIsWanted(string gate, string metric)
    {
        var criteria = Criteria.Of(With(("Gate", gate)), Named(metric));

        var exception = Record.Exception(() => Gate.RequireProvable("m.onnx", criteria, 2));

        Assert.Null(exception);
    }

    static Measurement Measure(Samples samples, Ask original, Ask optimized, string metric = "accuracy") => Gate.Measure(
        new Trial(samples, Inputs, original, optimized), Criteria.Of(Options.Default, Named(metric)), new Run(1, (_, _) => { }, CancellationToken.None));

    static Metric Named(string name) => MetricRows.All.Single(m => m.Name == name);

    static Options With(params (string Name, string Text)[] texts) => Options.From(texts.Select(t => KeyValuePair.Create(t.Name, t.Text)));
}
