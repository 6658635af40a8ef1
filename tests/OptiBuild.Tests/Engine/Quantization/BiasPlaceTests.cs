using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class BiasPlaceTests
{
    /// <summary>Means are sums of floats, biases are floats.</summary>
    static readonly Close FloatSums = Close.Within(1e-6);

    [Theory]
    [InlineData("y = Gemm(x, w, b)", "y", 2)]
    [InlineData("y = Gemm(x, w)", "y", 2)]
    [InlineData("m = MatMul(x, w) y = Add(m, b)", "y", 1)]
    [InlineData("m = MatMul(x, w) y = Add(b, m)", "y", 0)]
    [InlineData("m = MatMul(x, w) y = Add(m, row)", "y", 1)]
    [InlineData("c = Neg(b) y = Gemm(x, w, c)", null, 0)]
    [InlineData("y = MatMul(x, w)", null, 0)]
    [InlineData("m = MatMul(x, w) y = Add(m, one)", null, 0)]
    [InlineData("m = MatMul(x, w) y = Add(m, column)", null, 0)]
    [InlineData("m = MatMul(x, w) c = Neg(b) y = Add(m, c)", null, 0)]
    [InlineData("m = MatMul(x, w) n = Neg(m) y = Add(m, b)", null, 0)]
    [InlineData("m = MatMul(x, w) y = Mul(m, b)", null, 0)]
    public void IsTheOwnInputOrThatOfTheOnlyAddition(string nodes, string? node, int input)
    {
        var graph = ModelSamples.Parse($$"""
            g (float[N,8] x) => (float y) <float[8,5] w = ~, float[5] b = ~, float[1,5] row = ~, float[1] one = ~, float[5,1] column = ~> { {{nodes}} }
            """).Graph;

        var place = BiasPlace.Of(graph.Nodes.Single(n => n.OpType is "Gemm" or "MatMul"));

        Assert.Equal((node, input), (place?.Node.Name, place?.Index ?? 0));
    }

    [Theory]
    [InlineData("float[20] b = ~")]
    [InlineData("float[1,1,20] b = ~")]
    public void AdditionBehindAProductTakesTheMeanErrorBack(string bias)
    {
        var model = ModelSamples.Parse($$"""g (float[N,3,16] x) => (float[N,3,20] y) <float[16,20] w = ~, {{bias}}> { m = MatMul(x, w) y = Add(m, b) }""");
        var samples = RandomSamples.For(model, 12);

        var plan = Plan(model, samples, p => p);

        var corrected = Assert.Single(plan.FloatBiases);
        var weight = Assert.Single(plan.Weights);
        var (w, b, rounded) = (model.Graph.Own("w")!.Data!.Span<float>().ToArray(), model.Graph.Own("b")!.Data!.Span<float>().ToArray(), MemoryMarshal.Cast<byte, sbyte>(weight.Values.Span).ToArray());
        var rows = samples.Read(default).SelectMany(s => MemoryMarshal.Cast<byte, float>(s.Arrays[0].Data.Span).ToArray()).Chunk(16).ToArray();
        for (var o = 0; o < 20; o++)
        {
            var shift = Enumerable.Range(0, 16).Sum(k => (w[k * 20 + o] - (double)rounded[k * 20 + o] * weight.Scales[o]) * rows.Average(r => (double)r[k]));
            Assert.Equal(b[o] + shift, corrected.Values[o], FloatSums);
        }
        Assert.NotEqual(b, corrected.Values);
        QdqInsertion.Apply(model, plan);
        Assert.Equal(model.Graph.Own("b")!.Data!.Shape, model.Graph.Own("b_corrected")!.Data!.Shape);
    }

    /// <summary>One value for all outputs becomes one for each.</summary>
    [Theory]
    [InlineData("float[1] b = ~")]
    [InlineData("float b = {0.5}")]
    [InlineData("float[1,1] b = ~")]
    [InlineData("float[40] b = ~")]
    [InlineData("float[1,40] b = ~")]
    public void BiasOfAStoredLayerIsCorrectedWhateverItsShape(string bias)
    {
        var model = ModelSamples.Parse($$"""g (float[N,32] x) => (float[N,40] y) <float[32,40] w = ~, {{bias}}> { y = Gemm(x, w, b) }""");
        var samples = RandomSamples.For(model, 12);
        var before = OnnxRuntime.Answers(model, samples, Optimization.None);

        var plan = Plan(model, samples, p => p.Without([.. model.Graph.Nodes], "because"));
        QdqInsertion.Apply(model, plan);

        Assert.NotNull(Assert.Single(plan.Stored).Bias);
        var after = OnnxRuntime.Answers(model, samples, Optimization.None);
        for (var o = 0; o < 40; o++)
            Assert.Equal(before.Where((_, i) => i % 40 == o).Average(), after.Where((_, i) => i % 40 == o).Average(), Close.Within(1e-5));
    }

    /// <summary>beta means nothing where there is no bias; one that is added must count in full.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BiasThatIsAddedCountsInFull(bool isInt8)
    {
        var model = ModelSamples.Parse("g (float[N,32] x) => (float[N,40] y) <float[32,40] w = ~> { y = Gemm<beta=0.25>(x, w) }");
        var samples = RandomSamples.For(model, 12);

        var plan = Plan(model, samples, p => isInt8 ? p : p.Without([.. model.Graph.Nodes], "because"));
        QdqInsertion.Apply(model, plan);

        var gemm = model.Graph.Nodes.Single(n => n.Is("Gemm"));
        Assert.NotNull(gemm.Input(2));
        Assert.Equal(1, gemm.Attributes.Float("beta", 1));
    }

    static QuantizationPlan Plan(Model model, OptiBuild.Engine.Data.Samples samples, Func<Placement, Placement> change)
    {
        var run = new Run(1, (_, _) => { }, CancellationToken.None);
        var placement = change(Placement.For(model.Graph, Options.Default, cost: null));
        var seen = Calibrator.Measure(model, Quantizer.Wants(model.Graph, placement), samples, run);
        return Quantizer.Plan(model, placement, Targets.ByName[TargetName.Any], seen, source: null);
    }
}
