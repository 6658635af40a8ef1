using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Pruning.Channels;

public class ChannelPrunerTests
{
    /// <summary>Many rows of each sample, so that moments of 256 columns are settled by the few samples there are.</summary>
    const string Sequence = """
        g (float[N,16,64] x) => (float[N,4] y) <float[64,256] w1 = ~, float[256] b1 = ~, float[256,128] w2 = ~, float[128] b2 = ~, float[128,4] w3 = ~>
        {
            m = MatMul(x, w1) a = Add(m, b1) b = Relu(a) c = MatMul(b, w2) d = Add(c, b2) e = Relu(d) f = ReduceMean<axes=[1], keepdims=0>(e) y = MatMul(f, w3)
        }
        """;

    static readonly (string, string)[] Channel = [("Pruning", "channel"), ("Effort", "normal"), ("Compression", "None"), ("MaxDrop", "5pp")];

    /// <summary>The second half of the hidden neurons says what the first does.</summary>
    static Model Redundant() => Changed(Sequence, (w, row, column) => w[row * 256 + column % 128], (b, c) => b[c % 128]);

    /// <summary>The second half of the hidden neurons never fires.</summary>
    static Model Dead() => Changed(Sequence, (w, row, column) => w[row * 256 + column], (b, c) => c < 128 ? b[c] : -1000);

    static Model Changed(string text, Func<float[], int, int, float> element, Func<float[], int, float> bias)
    {
        var model = ModelSamples.Parse(text);
        var (w, b) = (model.Graph.Own("w1")!, model.Graph.Own("b1")!);
        var (old, oldBias) = (w.Data!.Span<float>().ToArray(), b.Data!.Span<float>().ToArray());
        w.Data = Tensor.Floats(w.Data.Shape, [.. old.Select((_, i) => element(old, i / 256, i % 256))]);
        b.Data = Tensor.Floats(b.Data.Shape, [.. oldBias.Select((_, i) => bias(oldBias, i))]);
        return model;
    }

    [Fact]
    public void NeuronsThatOthersStandInForGo()
    {
        using var run = PipelineRun.Of(Redundant());

        var report = run.Optimize(Channel).Report;

        Assert.StartsWith("removing ", report.Channels!.Outcome, StringComparison.Ordinal);
        Assert.NotEmpty(report.Channels.Families);
        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.InRange(report.Channels.Families[0].Removed, 64, 160);
        Assert.InRange(report.Channels.Saved, 0.05, 1);
        Assert.InRange(report.Channels.Trials.Min(t => t.Loss), 0, report.Channels.Target!.Value);
        Assert.NotNull(report.Channels.Latency);
    }

    [Fact]
    public void NeuronsThatNeverFireGoWithoutAChangeOfAnyAnswer()
    {
        using var run = PipelineRun.Of(Dead());

        var result = run.Optimize([("Pruning", "channel"), ("Effort", "normal"), ("MaxDrop", "1pp"), ("Quantization", "none"), ("Sparsity", "0%")]);

        Assert.Equal(128, result.Report.Channels!.Dead);
        Assert.Equal((128, 256), (result.Report.Channels.Families[0].Removed, result.Report.Channels.Families[0].Channels));
        Assert.Equal(1, result.Report.Metric!.Agreement);
        Assert.Equal([64, 128], ModelReader.Read(run.Output).Graph.Initializers.First(v => v.Data!.Shape is [64, _]).Data!.Shape);
    }

    [Fact]
    public void AsManyGoAsWereAskedFor()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize([.. Channel, ("Sparsity", "25%"), ("Gate", "Warn")]).Report;

        Assert.InRange(report.Channels!.Families.Sum(f => f.Removed) / (double)report.Channels.Families.Sum(f => f.Channels), 0.25, 0.5);
    }

    [Fact]
    public void WhatCostsMoreThanTheBudgetIsUndoneAndSaysSo()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var report = run.Optimize([("Pruning", "channel"), ("Effort", "normal"), ("MaxDrop", "1pp"), ("Gate", "Warn")]).Report;
        var pruned = File.ReadAllBytes(run.Output);

        run.Optimize([("Pruning", "none"), ("Effort", "normal"), ("MaxDrop", "1pp"), ("Gate", "Warn")]);

        Assert.EndsWith(": undone", report.Channels!.Outcome, StringComparison.Ordinal);
        Assert.Empty(report.Channels.Families);
        Assert.Equal(File.ReadAllBytes(run.Output), pruned);
    }

    [Theory]
    [InlineData("none", "normal")]
    [InlineData("auto", "fast")]
    public void NothingIsLookedAtWhereNobodyAsked(string pruning, string effort)
    {
        using var run = PipelineRun.Of(Redundant());

        Assert.Null(run.Optimize(("Pruning", pruning), ("Effort", effort)).Report.Channels);
    }

    [Fact]
    public void ThreadsChangeNoByte()
    {
        using var run = PipelineRun.Of(Redundant());
        run.Optimize(1, Channel);
        var one = File.ReadAllBytes(run.Output);

        run.Optimize(4, Channel);

        Assert.Equal(one, File.ReadAllBytes(run.Output));
    }
}
