using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Packing;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Packing;

public class CompactorTests
{
    /// <summary>Δ = the largest power of two ≤ 0.125 / 8.</summary>
    const float OutputScale = 0.125f, Step = 0.015625f;

    static Model Net(string bias, string output = "y", string tail = "") => ModelSamples.Parse($$"""
        g (float[N,2,5,5] x) => (float[N,3,?,?] {{output}})
        <float s = {0.0625}, uint8 z = {128}, int8[3,2,1,1] w = {-100, 50, 20, 30, 127, -5}, float[3] ws = {0.0078125, 0.015625, 0.0078125}, int8[3] wz = {0, 0, 0},
         int32[3] b = {{bias}}, float[3] bs = {0.00048828125, 0.0009765625, 0.00048828125}, int32[3] bz = {0, 0, 0}, float t = {0.125}, uint8 u = {100}>
        {
            q = QuantizeLinear(x, s, z)
            d = DequantizeLinear(q, s, z)
            wd = DequantizeLinear<axis=0>(w, ws, wz)
            bd = DequantizeLinear<axis=0>(b, bs, bz)
            c = Conv(d, wd, bd)
            cq = QuantizeLinear(c, t, u)
            y = DequantizeLinear(cq, t, u)
            {{tail}}
        }
        """);

    [Fact]
    public void ABiasThatOutputsCannotTellFromItsNeighboursLosesThoseDigits()
    {
        var model = Net("{1000, -77, 3}");

        CoarseBiases.Apply(CoarseBiases.Plan(model.Graph));

        // The step is 32, 16 and 32 of the bias' own.
        Assert.Equal([992, -80, 0], model.Graph.Own("b")!.Data!.Span<int>().ToArray());
        Assert.True(Step <= OutputScale / 8);
    }

    [Fact]
    public void ABiasThatHasOnlySuchDigitsGivesTheSameAnswersByTheSameKernels()
    {
        var model = Net("{992, -80, 320}");
        var samples = RandomSamples.For(model, 16);
        var (answers, kernels) = (OnnxRuntime.Answers(model, samples, Optimization.All), OnnxRuntime.Operators(model));

        Compactor.Run(model);

        Assert.Equal([992, -80, 320], model.Graph.Own("b")!.Data!.Span<int>().ToArray());
        Assert.Equal(answers, OnnxRuntime.Answers(model, samples, Optimization.All));
        Assert.Equal(kernels, OnnxRuntime.Operators(model));
        Assert.Contains("QLinearConv", kernels);
    }

    [Fact]
    public void ABiasStaysWhereNothingIsKnownOfTheOutputsStep()
    {
        var model = Net("{1000, -77, 3}", "r", "r = Relu(c)");

        Assert.Empty(CoarseBiases.Plan(model.Graph));
    }

    [Fact]
    public void EqualConstantsAreWrittenOnce()
    {
        var model = ModelSamples.Parse("g (float[N,2] x) => (float[N,2] y, float[N,2] v) <float[2] a = {1, 2}, float[2] b = {1, 2}, float[1,2] c = {1, 2}> { y = Add(x, a)  z = Add(x, b)  v = Mul(z, c) }");

        Assert.Equal(1, MergeConstants.Run(model));

        Assert.Equal(["a", "c"], model.Graph.Initializers.Select(v => v.Name));
        Assert.Equal(["a", "a", "c"], model.Graph.Nodes.Select(n => n.Input(1)!.Name));
    }

    [Fact]
    public void OnlyConstantsWhosePartIsKnownLoseDigits()
    {
        var model = ModelSamples.Parse("""
            g (float[N,16] x) => (float[N,16] y) <int8[16,16] w = {}, float[16] s = ~, float[16] b = ~, float[16] grid = ~>
            {
                c = Cast<to=1>(w)
                r = Mul(c, s)
                m = MatMul(x, r)
                p = Add(m, b)
                y = Add(p, grid)
            }
            """.Replace("int8[16,16] w = {}", $"int8[16,16] w = {{{string.Join(", ", Enumerable.Range(-128, 256))}}}"));
        var before = model.Graph.Initializers.Where(v => v.Data!.Type == ElementType.Float).ToDictionary(v => v.Name, v => v.Data!.Span<float>().ToArray());

        CoarseConstants.Apply(CoarseConstants.Plan(model.Graph));

        float[] Now(string name) => model.Graph.Own(name)!.Data!.Span<float>().ToArray();
        Assert.Equal(before["grid"], Now("grid"));
        foreach (var name in new[] { "s", "b" })
            for (var i = 0; i < 16; i++)
            {
                Assert.InRange(Math.Abs(Now(name)[i] - before[name][i]), 0, Math.Abs(before[name][i]) / 512);
                Assert.Equal(0u, BitConverter.SingleToUInt32Bits(Now(name)[i]) & 0x7FFF);
            }
    }

    [Fact]
    public void AModelWithoutIntegersKeepsItsNumbers()
    {
        var model = ModelSamples.Parse("g (float[N,16] x) => (float[N,16] y) <float[16,16] w = ~, float[16] b = ~> { m = MatMul(x, w)  y = Add(m, b) }");

        Assert.Equal(0, Compactor.Run(model));
    }
}
