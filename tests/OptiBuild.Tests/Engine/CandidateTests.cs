using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

public class CandidateTests
{
    static Model Net(int width) => ModelSamples.Parse($"g (float[N,{width}] x) => (float[N,{width}] y) <float[{width},{width}] w = ~> {{ y = MatMul(x, w) }}");

    static LayerReport Row(LayerDecision decision) => new("y", "MatMul", "int8 per channel", "uint8 per tensor", 0, 40, decision, "has an int8 kernel");

    static (Candidate Candidate, byte[] Original) Of(int width, int optimized, LayerDecision decision)
    {
        using var folder = new TempFolder();
        var file = folder.File("m.onnx");
        ModelWriter.Write(Net(width), file);
        var job = new Job(file, "m.onnx", null, null, null, Options.Default, 1);
        using var temporary = new TemporaryFolder();
        return (Candidate.Of(Original.Read(job).Original, (Net(optimized), [Row(decision)]), job, temporary), File.ReadAllBytes(file));
    }

    [Fact]
    public void ModelThatWouldGrowIsShippedAsItWas()
    {
        var (candidate, original) = Of(width: 8, optimized: 16, LayerDecision.Quantized);

        Assert.Equal(original, candidate.Model.Bytes);
        Assert.True(Assert.Single(candidate.Layers) is { Decision: LayerDecision.Reverted, Reason: "the model would have become larger", Weights: "float", SqnrDb: null });
    }

    [Fact]
    public void ModelThatShrankIsShipped()
    {
        var (candidate, original) = Of(width: 16, optimized: 8, LayerDecision.Quantized);

        Assert.True(candidate.Model.Length < original.Length);
        Assert.Equal(Row(LayerDecision.Quantized), Assert.Single(candidate.Layers));
    }
}
