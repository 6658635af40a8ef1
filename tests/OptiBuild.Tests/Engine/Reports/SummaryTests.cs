using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

public class SummaryTests
{
    static readonly ModelReport Model = SampleReport.Model;

    [Fact]
    public void SaysSizeSpeedAndAccuracyInOneLine() => Assert.Equal(
        "garments.onnx → 6.81 MB → 0.62 MB embedded (11.0×), 2.1× faster, accuracy 91.42 % → 91.38 % (loss ≤ 0.31 pp at 95 %)",
        Summary.Line(Model, EmbedMode.Resource));

    [Fact]
    public void FileBesideTheAssemblyIsNotCompressed() => Assert.StartsWith(
        "garments.onnx → 6.81 MB → 1.72 MB (4.0×), ", Summary.Line(Model, EmbedMode.Content));

    [Theory]
    [InlineData(0.9, "0.9× as fast: slower")]
    [InlineData(0.97, "as fast")]
    [InlineData(1.04, "as fast")]
    [InlineData(1.3, "1.3× faster")]
    public void SpeedIsToldHonestly(double speedup, string text) =>
        Assert.Contains($", {text}, ", Summary.Line(Model with { Latency = Model.Latency! with { Speedup = speedup } }, EmbedMode.Resource));

    [Fact]
    public void OtherMetricsHaveNoPercent()
    {
        var metric = SampleReport.Accuracy with { Name = "rmse", Unit = MetricUnit.Own, Original = 0.746121, Optimized = 0.747934, LossUpper = 0.003127 };

        Assert.EndsWith(", rmse 0.7461 → 0.7479 (loss ≤ 0.003127 at 95 %)", Summary.Line(Model with { Metric = metric }, EmbedMode.Resource));
    }

    [Fact]
    public void AFloorIsToldInsteadOfALoss()
    {
        var metric = SampleReport.Accuracy with { Name = "sqnr", Unit = MetricUnit.Decibel, Original = double.PositiveInfinity, Optimized = 35.214, LossUpper = -4.876, Floor = 30 };

        Assert.EndsWith(", sqnr 35.21 dB (≥ 34.88 dB at 95 %)", Summary.Line(Model with { Metric = metric }, EmbedMode.Resource));
    }

    [Theory]
    [InlineData(Verdict.Uncertain, "(loss ≤ 0.31 pp at 95 %: uncertain)")]
    [InlineData(Verdict.Failed, "(loss ≤ 0.31 pp at 95 %: failed)")]
    public void WarnedOfVerdictsAreNamed(Verdict verdict, string end) =>
        Assert.EndsWith(end, Summary.Line(Model with { Verdict = verdict }, EmbedMode.Resource));

    [Fact]
    public void NothingMeasuredMeansGateOff() => Assert.Equal(
        "tiny.onnx → 12.3 kB → 4.1 kB embedded (3.0×), gate off",
        Summary.Line(new() { Model = "tiny.onnx", Verdict = Verdict.Off, Size = new(12_300, 5_000, 4_100) }, EmbedMode.Resource));
}
