using OptiBuild.Engine;
using OptiBuild.Engine.Validation;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Validation;

public class LabelSpreadTests
{
    [Fact]
    [Provokes("OB3055")]
    public void OneClassIsToldAndDecidesNothing()
    {
        var measurement = Measure(GivenSamples.WithClasses(500, _ => 1));

        var finding = Assert.Single(measurement.Notes);
        Assert.Equal(("OB3055", Severity.Warning), (finding.Diagnostic.Code, finding.Diagnostic.Severity));
        Assert.StartsWith("All 500 validation samples have the label 1: ", finding.Message);
    }

    [Fact]
    public void DifferentLabelsAreNotTold() => Assert.Empty(Measure(GivenSamples.WithClasses(500, i => i == 499 ? 0 : 1)).Notes);

    static Measurement Measure(GivenSamples samples)
    {
        var model = GivenSamples.Answering(_ => [0, 1]);
        return Gate.Measure(new Trial(samples, GivenSamples.Inputs, model, model), Criteria.Of(Options.Default, OptiBuild.Engine.Metrics.MetricRows.For(Options.Default, samples.Labels)), new Run(1, (_, _) => { }, CancellationToken.None));
    }
}
