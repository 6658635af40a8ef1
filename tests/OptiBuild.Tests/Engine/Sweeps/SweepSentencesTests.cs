using OptiBuild.Engine.Sweeps;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Sweeps;

public class SweepSentencesTests
{
    [Fact]
    public void SayWhatTheFiguresSay() => Snapshot.Match(string.Join('\n', SweepSentences.Of(SweepSamples.Model("a.onnx")).Select(s => $"{s.Head} {s.Text}")));

    [Fact]
    public void WithoutFiguresThereAreNone()
    {
        var model = SweepSamples.Model("a.onnx");

        Assert.Empty(SweepSentences.Of(model with { Points = [model.Points[^1]] }));
    }

    /// <summary>No kernel skips zeros; where a run says otherwise the page must say so instead of its usual sentence.</summary>
    [Fact]
    public void AModelThatDidGetFasterIsNotDenied()
    {
        var model = SweepSamples.Model("a.onnx");
        var points = model.Points.Select((p, i) => i == 2 ? p with { Latency = p.Latency with { OptimizedMs = 1 } } : p).ToArray();

        var said = SweepSentences.Of(model with { Points = points }).ToArray();

        Assert.Contains(said, s => s.Head == "Zeros and time." && s.Text.Contains("50 % less in this run", StringComparison.Ordinal));
    }
}
