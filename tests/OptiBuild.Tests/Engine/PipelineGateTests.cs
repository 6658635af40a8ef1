using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine;

/// <summary>What the gate lets through, from the data to the files.</summary>
public class PipelineGateTests
{
    [Fact]
    public void GateOffMeasuresSpeedOnly()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("Gate", "Off"), ("ValidationData", ""), ("Effort", "normal")).Report;

        Assert.Equal((Verdict.Off, (MetricReport?)null), (report.Verdict, report.Metric));
        Assert.NotNull(report.Latency);
        Assert.True(File.Exists(run.Output));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("0.01", true)]
    public void FastEffortWithoutAGateMeasuresSpeedOnlyWhereItIsJudged(string minSpeedup, bool measured)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("Gate", "Off"), ("ValidationData", ""), ("MinSpeedup", minSpeedup)).Report;

        Assert.Equal(measured, report.Latency is not null);
    }

    [Fact]
    public void WithoutAnyDataThereIsNothingToMeasure()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("Gate", "Off"), ("ValidationData", ""), ("CalibrationData", ""), ("Quantization", "weights")).Report;

        Assert.Equal((Verdict.Off, (LatencyReport?)null), (report.Verdict, report.Latency));
        Assert.Equal((null, null), (report.Hashes!.Calibration, report.Hashes.Validation));
        Assert.InRange(report.Size!.Optimized, 1, report.Size.Original / 3);
    }

    [Theory]
    [InlineData("Certify", Severity.Error, false)]
    [InlineData("Estimate", Severity.Error, false)]
    [InlineData("Warn", Severity.Warning, true)]
    [Provokes("OB4001")]
    public void LossBeyondTheBudgetFails(string gate, Severity severity, bool ships)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = run.Optimize(("Gate", gate), ("MaxDrop", "1pp"), ("Pruning", "element"), ("Sparsity", "95%"), ("SparsityScope", "layer"), ("PruningMethod", "magnitude"));

        Assert.Equal(("OB4001", severity), result.Findings.Select(f => (f.Diagnostic.Code, f.Diagnostic.Severity)).Single());
        Assert.StartsWith("models/m.onnx: accuracy fell from 100.00 % to ", result.Findings[0].Message);
        Assert.Equal(Verdict.Failed, result.Report.Verdict);
        Assert.Equal(ships, File.Exists(run.Output));
        Assert.Equal(ships, File.Exists(run.Embedded));
        Assert.Equal(ships, File.Exists(run.Facts));
        Assert.InRange(result.Report.Metric!.Loss, 0.05, 1);
    }

    [Fact]
    public void GateOffShipsAnything()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = run.Optimize(("Gate", "Off"), ("Pruning", "element"), ("Sparsity", "95%"), ("SparsityScope", "layer"), ("PruningMethod", "magnitude"));

        Assert.Empty(result.Findings);
        Assert.True(File.Exists(run.Output));
    }

    /// <summary>Twenty samples cannot prove ten points at 95 %: that takes 29 even if no answer changes.</summary>
    [Theory]
    [InlineData("Estimate", Verdict.Uncertain)]
    [InlineData("Warn", Verdict.Uncertain)]
    public void TooFewSamplesAreUncertain(string gate, Verdict verdict)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        run.WriteValidation(RandomSamples.For(ModelReader.Read(run.Model), 20, seed: 3));

        var result = run.Optimize(("Gate", gate), ("MaxDrop", "10pp"));

        Assert.Equal(("OB4002", Severity.Warning), result.Findings.Select(f => (f.Diagnostic.Code, f.Diagnostic.Severity)).Single());
        Assert.Equal(verdict, result.Report.Verdict);
        Assert.True(File.Exists(run.Output));
    }

    [Fact]
    [Provokes("OB4003")]
    public void BudgetThatCannotBeProvenIsToldBeforeAnyWork()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        run.WriteValidation(RandomSamples.For(ModelReader.Read(run.Model), 20, seed: 3));
        var job = run.Job(1, ("MaxDrop", "10pp"));

        var refused = Assert.Throws<OptiBuildException>(() => Pipeline.Run(job, CancellationToken.None));

        Assert.Equal("models/m.onnx: 20 validation samples cannot prove MaxDrop=10pp even if no answer changes; that takes 29 samples at 95 %. Add samples, raise MaxDrop, or set Gate=Estimate.", refused.Message);
        Assert.Equal(["read"], job.Steps.Done.Select(s => s.Name));
        Assert.False(File.Exists(run.Output));
    }
}
