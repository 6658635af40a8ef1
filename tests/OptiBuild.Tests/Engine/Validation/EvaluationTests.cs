using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;
using static OptiBuild.Tests.Engine.Validation.GivenSamples;

namespace OptiBuild.Tests.Engine.Validation;

public class EvaluationTests
{
    [Fact]
    public void ScoresEverySampleOnce()
    {
        using var samples = WithClasses(100, i => i % 2);
        var seen = new List<(int, int)>();

        var evaluation = Of(samples, Answering(i => i < 75 == (i % 2 == 0) ? [1, 0] : [0, 1]), "accuracy", (done, of) => seen.Add((done, of)));

        Assert.Equal((0.75, 100), (evaluation.Value, evaluation.Samples));
        Assert.Equal((100, 100), seen[^1]);
    }

    [Fact]
    public void ReportsTheModelAgainstItself()
    {
        using var samples = WithNumbers(10, i => i);

        var report = Of(samples, Answering(i => [i + 3]), "rmse", (_, _) => { }).ToReport();

        Assert.Equal((3, 3, 0, 10, 1), (report.Original, report.Optimized, report.Loss, report.Samples, report.Agreement));
    }

    [Fact]
    public void LabelBeyondTheModelsClassesIsRefused()
    {
        using var samples = WithClasses(3, _ => 7);

        var finding = Assert.Throws<OptiBuildException>(() => Of(samples, Answering(_ => [1, 0]), "accuracy", (_, _) => { })).Finding;

        Assert.Equal("OB3016", finding.Diagnostic.Code);
    }

    static Evaluation Of(Samples samples, Ask model, string metric, Action<int, int> advance) =>
        Evaluation.Of(samples, Inputs, model, MetricRows.All.Single(m => m.Name == metric), new Run(1, advance, CancellationToken.None));
}
