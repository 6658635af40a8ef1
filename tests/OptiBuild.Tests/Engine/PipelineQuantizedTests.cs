using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>From a model that is quantized already to what ships.</summary>
public class PipelineQuantizedTests
{
    public static TheoryData<string> All =>
    [
        QuantizedModels.Unsigned, QuantizedModels.SixteenBits, QuantizedModels.Operators, QuantizedModels.EachRun, QuantizedModels.FourBits, QuantizedModels.Blocks,
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void QuantizedModelPassesThroughWithTheSameAnswers(string text)
    {
        using var run = PipelineRun.Of(text);

        var report = run.Optimize(("Gate", "off"), ("ValidationData", "")).Report;

        var samples = RandomSamples.For(run.Optimized, 16);
        Assert.Equal(OnnxRuntime.Answers(ModelReader.Read(run.Model), samples, Optimization.All), OnnxRuntime.Answers(run.Optimized, samples, Optimization.All));
        Assert.InRange(report.Size!.Optimized, 1, report.Size.Original);
        Assert.Contains("quantized already", Summary.Line(report, EmbedMode.Resource), StringComparison.Ordinal);
        Assert.Contains(report.Layers, l => l.Decision == LayerDecision.Kept);
    }

    [Fact]
    public void SignedActivationsShipUnsignedThoughTheFileIsNoSmaller()
    {
        using var run = PipelineRun.Of(QuantizedModels.Signed);

        var report = run.Optimize(("Gate", "off"), ("ValidationData", "")).Report;

        Assert.Equal(["Conv", "Relu", "Conv", "Add", "Conv"], report.Layers.Where(l => l.Decision == LayerDecision.Converted).Select(l => l.Op));
        Assert.Equal(3, OnnxRuntime.Operators(run.Optimized).Count(o => o == "QLinearConv"));
        Assert.Contains("int8 activations became uint8", report.Layers[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingChangesWhereTheUserWantsNoQuantization()
    {
        using var run = PipelineRun.Of(QuantizedModels.Signed);

        var report = run.Optimize(("Gate", "off"), ("ValidationData", ""), ("Quantization", "none")).Report;

        Assert.All(report.Layers, l => Assert.Equal((LayerDecision.Float, "Quantization=none"), (l.Decision, l.Reason)));
        Assert.Contains(run.Optimized.Graph.Initializers, v => v.Data!.Type == ElementType.Int8 && v.Data.Count == 1);
    }
}
