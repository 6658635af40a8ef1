using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Cleaning;

public class FinisherTests
{
    /// <summary>Rounding of float32 through a dozen layers whose values are about 1.</summary>
    const double FloatRounding = 1e-4;

    [Fact]
    public void ShapesInsideAreInferred()
    {
        var model = ModelSamples.Parse("""
            g (float[N,64,8,8] x) => (float[?,?,?] y) <int64[3] k = {0,64,64}, float[64] scale = ~, float[64] shift = ~>
            { a = Relu(x) b = Reshape(a, k) c = Transpose<perm=[0,2,1]>(b) y = LayerNormalization(c, scale, shift) }
            """);
        var before = model.Clone();

        Assert.Equal(1, Finisher.Finish(model));

        GraphCheck.Check(model, "finish");
        Same(before, model);
        Assert.Equal(0, Finisher.Finish(model));
    }

    [Fact]
    public void ModelsWithoutNormalizationStay() => Assert.Equal(0, Finisher.Finish(ModelSamples.Parse("g (float[N,4] x) => (float[N,4] y) { y = Relu(x) }")));

    /// <summary>Residual sums that are read twice: all but the last, which ONNX Runtime joins with its normalization; and four biases of Gelu.</summary>
    [FactNeeding("assets/vit.onnx")]
    public void ATransformerThatNormalizesFirstIsFinished()
    {
        var cleaned = Cleaner.Clean(ModelReader.Read(Assets.Path("assets/vit.onnx"))).Model;
        var before = cleaned.Clone();

        Assert.Equal(8 + 4, Finisher.Finish(cleaned));

        Same(before, cleaned);
    }

    static void Same(Model expected, Model actual)
    {
        var samples = RandomSamples.For(expected, 4);

        Assert.Equal(OnnxRuntime.Answers(expected, samples, Optimization.All), OnnxRuntime.Answers(actual, samples, Optimization.All), Close.Within(FloatRounding));
    }
}
