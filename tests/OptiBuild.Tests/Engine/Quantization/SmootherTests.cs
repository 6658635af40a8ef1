using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class SmootherTests
{
    /// <summary>Sums of 64 products of floats, with weights, scale and bias rounded once more: some 70 · 2⁻²⁴ of the largest sums of magnitudes, which stay below 200.</summary>
    const double FloatSums = 1e-3;

    const string Constants = "float[64] scale = ~, float[64] shift = ~, float[64,16] w1 = ~, float[64,12] w2 = ~, float[12,64] w3 = ~";

    static string Net(string nodes, string outputs = "float[?,16] y") => $$"""
        g (float[N,64] x) => ({{outputs}}) <{{Constants}}>
        {
            {{nodes}}
        }
        """;

    const string Normalized = "n = LayerNormalization(x, scale, shift) ";

    [Theory]
    [InlineData("y = MatMul(n, w1)")]
    [InlineData("y = MatMul(n, w1) z = MatMul(n, w2) u = Gemm<transB=1>(n, w3)")]
    public void NormalizationDividesAtNoCost(string products)
    {
        var (before, after, plans) = Smooth(Net(Normalized + products));

        Assert.Equal(before.Graph.Nodes.Select(n => n.OpType), after.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(after.Graph.Nodes.Count - 1, Assert.Single(plans).Products.Count);
        AssertSame(before, after);
        Assert.InRange(Excess(after), 1, Excess(before) / 2);
    }

    [Fact]
    public void NormalizationWithoutBiasDividesToo()
    {
        var (before, after, _) = Smooth(Net("n = LayerNormalization(x, scale) y = MatMul(n, w1)"));

        Assert.Equal(["LayerNormalization", "MatMul"], after.Graph.Nodes.Select(n => n.OpType));
        AssertSame(before, after);
    }

    [Theory]
    [InlineData(Normalized + "p = MatMul(n, w1) y = Add(p, p) z = Neg(n)", "float[?,16] y, float[?,64] z")]
    [InlineData(Normalized + "y = MatMul(n, w1)", "float[?,16] y, float[?,64] n")]
    [InlineData("n = Mul(x, scale) y = MatMul(n, w1) z = Gemm<transB=1>(n, w3)", "float[?,16] y, float[?,12] z")]
    public void OneMultiplicationServesAllProducts(string nodes, string outputs)
    {
        var (before, after, plans) = Smooth(Net(nodes, outputs));

        var added = Assert.Single(after.Graph.Nodes, n => n.Is("Mul") && n.Name.EndsWith("_smooth", StringComparison.Ordinal));
        Assert.Equal(before.Graph.Nodes.Count + 1, after.Graph.Nodes.Count);
        Assert.All(plans.Single().Products, p => Assert.Same(added.Output(0), p.Input(0)));
        AssertSame(before, after);
    }

    /// <summary>The other product reads another activation: it keeps the weight as it is.</summary>
    [Fact]
    public void SharedWeightIsMultipliedForItsOwnReaderOnly()
    {
        var (before, after, _) = Smooth(Net(Normalized + "y = MatMul(n, w1) t = Tanh(x) z = MatMul(t, w1)", "float[?,16] y, float[?,16] z"));

        Assert.Equal("w1", after.Graph.Own("z")!.Producer!.Input(1)!.Name);
        Assert.NotEqual("w1", after.Graph.Own("y")!.Producer!.Input(1)!.Name);
        AssertSame(before, after);
    }

    [Theory]
    [InlineData("n = MatMul(x, square) y = MatMul(n, w1)")]
    [InlineData("y = MatMul(x, w1)")]
    [InlineData("n = Tanh(x) y = MatMul(n, w1)")]
    public void ActivationThatIsInt8OrAnInputOrEvenStays(string nodes) =>
        Assert.Empty(Smooth(Net(nodes).Replace("float[64] scale", "float[64,64] square = ~, float[64] scale", StringComparison.Ordinal)).Plans);

    [Fact]
    public void ActivationThatAnotherInt8OperatorReadsStays() => Assert.Empty(Smooth("""
        g (float[N,4,6,64] x) => (float[N,4,6,16] y, float[N,4,6,64] z) <float[64] scale = ~, float[64,16] w1 = ~, float[4,4,1,1] w = ~>
        {
            n = Mul(x, scale)
            y = MatMul(n, w1)
            z = Conv(n, w)
        }
        """).Plans);

    /// <summary>The model has rounded it already; rounding it again with other scales would lose what it was trained for.</summary>
    [Fact]
    public void ActivationThatTheModelQuantizesStays() => Assert.Empty(Smooth("""
        g (float[N,64] x) => (float[N,16] y) <float[64] scale = ~, float[64,16] w1 = ~, float s = {0.5}, uint8 z = {100}>
        {
            m = Mul(x, scale)
            q = QuantizeLinear(m, s, z)
            n = DequantizeLinear(q, s, z)
            y = MatMul(n, w1)
        }
        """).Plans);

    [Fact]
    public void WithoutSamplesNothingIsKnown()
    {
        var model = Outlying(Net(Normalized + "y = MatMul(n, w1)"));

        Assert.Empty(Smoother.Plan(model, Placement.For(model.Graph, Options.Default, cost: null), Targets.ByName[TargetName.Any], null, OneThread));
    }

    static Run OneThread => new(1, (_, _) => { }, CancellationToken.None);

    static (Model Before, Model After, IReadOnlyList<SmoothingPlan> Plans) Smooth(string text)
    {
        var before = Outlying(text);
        var after = before.Clone();
        var plans = Smoother.Plan(after, Placement.For(after.Graph, Options.Default, cost: null), Targets.ByName[TargetName.Any], RandomSamples.For(before, 20), OneThread);
        Assert.Equal(plans.Count, Smoother.Apply(plans));
        after.Graph.Sort();
        GraphCheck.Check(after, "smooth");
        return (before, after, plans);
    }

    /// <summary>Two channels are 40 times as large as the others.</summary>
    static Model Outlying(string text)
    {
        var model = ModelSamples.Parse(text);
        foreach (var name in new[] { "scale", "square" })
            if (model.Graph.Own(name)?.Data is { } data)
                model.Graph.Own(name)!.Data = Tensor.Floats([.. data.Shape], [.. data.Span<float>().ToArray().Select((v, i) => i % 64 is 5 or 33 ? Math.Sign(v) * 40 : v)]);
        return model;
    }

    static void AssertSame(Model before, Model after)
    {
        var samples = RandomSamples.For(before, 5, seed: 2);
        var expected = OnnxRuntime.Answers(before, samples, Optimization.None);

        Assert.Equal(expected, OnnxRuntime.Answers(after, samples, Optimization.None), Close.Within(FloatSums));
        Assert.NotEqual(0, expected.Max(), Close.Within(1));
    }

    /// <summary>How many times the outlying channels are larger than the others.</summary>
    static double Excess(Model model)
    {
        var values = OnnxRuntime.Values(model, RandomSamples.For(model, 20), ["n"])["n"].Select((v, i) => (Size: Math.Abs(v), IsOutlying: i % 64 is 5 or 33)).ToArray();
        return values.Where(v => v.IsOutlying).Max(v => v.Size) / values.Where(v => !v.IsOutlying).Max(v => v.Size);
    }
}
