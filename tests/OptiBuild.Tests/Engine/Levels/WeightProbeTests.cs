using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Levels;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Levels;

public class WeightProbeTests
{
    /// <summary>Constants are packed for products, weights from outside are not: sums come in another order.</summary>
    const float FloatSums = 1e-4f;

    const string Net = "g (float[N,6] x) => (float[N,5] y) <float[6,7] w = ~, float[7,5] v = ~> { h = MatMul(x, w) r = Relu(h) y = MatMul(r, v) }";

    static float[] Answers(Model model, Batch batch)
    {
        using var runner = Runner.Open(ModelWriter.ToBytes(model), new RunnerSettings(1));
        return [.. runner.Run(batch).SelectMany(o => o[0].Values.ToArray())];
    }

    [Theory]
    [InlineData("w")]
    [InlineData("v")]
    public void AnswersAreThoseOfAModelWithThatWeight(string name)
    {
        var model = ModelSamples.Parse(Net);
        var before = ModelText.Print(model);
        var changed = model.Graph.Own(name)!.Data!.Span<float>().ToArray();
        for (var i = 0; i < changed.Length; i++) changed[i] = -0.5f * changed[i] + 0.1f;
        var batch = Batches.Of(RandomSamples.For(model, 4), [new("x", ElementType.Float, [null, 6])], 4, default).Single();
        using var probe = WeightProbe.Open(model, ["w", "v"], new([]), threads: 1);

        float[] answers = [.. probe.Run(batch, name, changed).SelectMany(o => o[0].Values.ToArray())];

        Assert.Equal(before, ModelText.Print(model));
        var other = model.Clone();
        other.Graph.Own(name)!.Data = Tensor.Floats(other.Graph.Own(name)!.Data!.Shape, changed);
        Assert.Equal(Answers(other, batch), answers, (a, b) => Math.Abs(a - b) <= FloatSums * Math.Max(1, Math.Abs(a)));
        Assert.NotEqual(Answers(model, batch), answers);
    }
}
