using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Refining;

/// <summary>The step inside the pipeline.</summary>
public class RefinerTests
{
    static readonly (string, string) Normal = ("Effort", "normal"), EightBits = ("Quantization", "int8");

    /// <summary>
    /// Every channel of b lies around a large constant that the columns of w2, which add up to 0, take out again: only the small rest decides, and
    /// of that 8 bits for constant and rest together leave little, however channels are scaled. Only the product that reads b is hurt.
    /// </summary>
    static Model Poisoned()
    {
        // Wide enough for int8 to pay in every product.
        var model = ModelSamples.Parse(PipelineRun.Classifier.Replace("[N,64]", "[N,256]", StringComparison.Ordinal).Replace("[64,512]", "[256,512]", StringComparison.Ordinal));
        Change(model, "b1", values => values.AsSpan().Fill(Constant));
        Change(model, "w2", values =>
        {
            for (var column = 0; column < Hidden; column++)
            {
                var mean = Enumerable.Range(0, Hidden).Average(row => values[row * Hidden + column]);
                for (var row = 0; row < Hidden; row++) values[row * Hidden + column] -= mean;
            }
        });
        return model;
    }

    const int Hidden = 512;
    const float Constant = 4000;

    static void Change(Model model, string name, Action<float[]> change)
    {
        var value = model.Graph.Own(name)!;
        var values = value.Data!.Span<float>().ToArray();
        change(values);
        value.Data = Tensor.Floats([.. value.Data.Shape], values);
    }

    [Fact]
    public void PoisonedLayerIsFoundAndTakenBack()
    {
        using var run = PipelineRun.Of(Poisoned());
        var without = run.Optimize(("MaxDrop", "2pp"), ("Metric", "agreement"), ("Gate", "warn")).Report;
        Assert.InRange(without.Metric!.Loss, 0.03, 1);

        var report = run.Optimize(("MaxDrop", "2pp"), ("Metric", "agreement"), EightBits, Normal).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(["c"], report.Layers.Where(l => l.Decision == LayerDecision.Reverted).Select(l => l.Node));
        var layer = report.Layers.Single(l => l.Node == "c");
        Assert.Equal("float", layer.Activations);
        Assert.Matches(@"predicted loss \d+\.\d\d pp → \d\.\d\d pp with this in float", layer.Reason);
        Assert.Equal(1, report.Steps.Single(s => s.Name == "refine").Changes);
        Assert.InRange(report.Refinement!.After, 0, report.Refinement.Target);
        Assert.Equal(21, report.Refinement.Samples);
    }

    [Fact]
    public void HarmlessModelIsMeasuredOnce()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("MaxDrop", "5pp"), Normal).Report;

        Assert.Single(report.Refinement!.Trials);
        Assert.DoesNotContain(report.Layers, l => l.Decision == LayerDecision.Reverted);
    }

    [Theory]
    [InlineData("Off", "normal")]
    [InlineData("Warn", "fast")]
    public void NothingIsTriedWithoutAGateOrInAHurry(string gate, string effort)
    {
        using var run = PipelineRun.Of(Poisoned());

        var report = run.Optimize(("Gate", gate), ("Effort", effort)).Report;

        Assert.Null(report.Refinement);
        Assert.DoesNotContain(report.Layers, l => l.Decision == LayerDecision.Reverted);
    }

    [Fact]
    public void ValidationDataDoesNotChangeTheModel()
    {
        using var run = PipelineRun.Of(Poisoned());
        (string, string)[] options = [("MaxDrop", "2pp"), ("Metric", "agreement"), ("Gate", "warn"), Normal];
        run.Optimize(options);
        var first = File.ReadAllBytes(run.Output);

        run.WriteValidation(RandomSamples.For(ModelReader.Read(run.Model), PipelineRun.Validated, seed: 77));
        run.Optimize(options);

        Assert.Equal(first, File.ReadAllBytes(run.Output));
    }

    [Fact]
    public void ThreadsChangeNoByte()
    {
        using var run = PipelineRun.Of(Poisoned());
        (string, string)[] options = [("MaxDrop", "2pp"), ("Metric", "agreement"), EightBits, Normal];
        run.Optimize(1, options);
        var first = File.ReadAllBytes(run.Output);

        run.Optimize(2, options);

        Assert.Equal(first, File.ReadAllBytes(run.Output));
    }

    [Fact]
    public void FailureSaysWhatWasTried()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = run.Optimize(("MaxDrop", "1pp"), ("Pruning", "element"), ("Sparsity", "95%"), ("SparsityScope", "layer"), ("PruningMethod", "magnitude"), Normal);

        Assert.Contains("OB4001", result.Findings.Select(f => f.Diagnostic.Code));
        Assert.Matches(@"more than MaxDrop=1pp allows \(2 variants with more layers in float were tried, the best one is predicted to lose [\d.]+ pp\)", result.Findings[0].Message);
        Assert.DoesNotContain(result.Report.Layers, l => l.Decision == LayerDecision.Reverted);
    }
}
