using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Levels;

/// <summary>The step inside the pipeline.</summary>
public class LevelSearchTests
{
    static readonly (string, string) Normal = ("Effort", "normal"), Agreement = ("Metric", "agreement");

    static ModelReport Report(params (string, string)[] options)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        return run.Optimize([Normal, .. options]).Report;
    }

    [Fact]
    public void FewerLevelsAreSpentOnALargerBudget()
    {
        var (tight, loose) = (Report(("MaxDrop", "5pp"), Agreement), Report(("MaxDrop", "15pp"), Agreement));

        Assert.True(loose.Levels!.BytesAfter < 0.8 * tight.Levels!.BytesAfter);
        Assert.True(loose.Size!.Embedded < 0.85 * tight.Size!.Embedded);
        Assert.Equal(Verdict.Passed, loose.Verdict);
        Assert.InRange(loose.Levels.After, loose.Levels.Before, loose.Levels.Target);
    }

    [Fact]
    public void ReportShowsWhatWasChosenAndTried()
    {
        var levels = Report(("MaxDrop", "10pp")).Levels!;

        Assert.Equal([["a"], ["c"], ["y"]], levels.Weights.Select(w => w.Nodes));
        Assert.All(levels.Weights, w => Assert.True(w is { Step: >= 1, Bits: > 0 and < 8, Zeros: >= 0 and < 1, Sensitivity: > 0 and < 1 }));
        Assert.Equal(1, levels.Weights.Sum(w => w.Sensitivity), 9);
        Assert.Equal(levels.BytesBefore, levels.Trials[0].Bytes);
        Assert.Contains(levels.Trials, t => t.Bytes == levels.BytesAfter);
    }

    [Theory]
    [InlineData("Quantization", "int8")]
    [InlineData("Effort", "fast")]
    public void NothingIsSearchedWhereEightBitsWereAskedFor(string option, string value)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        Assert.Null(run.Optimize(("MaxDrop", "10pp"), (option, value)).Report.Levels);
    }

    [Fact]
    public void WithNobodyToCheckItCostsLittleMoreThanEightBits()
    {
        var levels = Report(("Gate", "off")).Levels!;

        Assert.InRange(levels.After, 0, 1.1 * levels.Before + 0.001);
        Assert.True(levels.BytesAfter <= levels.BytesBefore);
    }

    [Fact]
    public void LevelsFitTheSafeRange()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        run.Optimize(Normal, ("MaxDrop", "10pp"), ("Gate", "warn"));

        var weights = ModelReader.Read(run.Output).Graph.Initializers.Where(v => v.Data is { Type: ElementType.Int8, Shape.Count: 2 }).ToArray();

        Assert.NotEmpty(weights);
        Assert.All(weights, w => Assert.All(w.Data!.Span<sbyte>().ToArray(), q => Assert.InRange(q, -64, 64)));
    }
}
