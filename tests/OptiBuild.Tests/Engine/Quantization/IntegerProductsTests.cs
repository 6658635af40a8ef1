using System.Globalization;
using System.Runtime.InteropServices;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class IntegerProductsTests
{
    const int Depth = 24, Columns = 6;

    const double Scale = 0.03125;

    const int Zero = 100;

    /// <summary>Rounding of floats.</summary>
    const double Unit = 1.0 / (1 << 24);

    static string Net(string weightScale = "float[6] ws = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06}", string weightZero = "int8[6] wz = {0, 0, 0, 0, 0, 0}",
        string bias = "float[6] b = ~", string add = "y = Add(m, b)", string input = "N,3,24", string axis = "<axis=1>", string outputs = "float y") => $$"""
        g (float[{{input}}] x) => ({{outputs}}) <float s = {0.03125}, uint8 z = {100}, int8[24,6] w = {{{Weights(37)}}}, {{weightScale}}, {{weightZero}}, {{bias}}>
        {
            q = QuantizeLinear(x, s, z)
            d = DequantizeLinear(q, s, z)
            wd = DequantizeLinear{{axis}}(w, ws, wz)
            m = MatMul(d, wd)
            {{add}}
        }
        """;

    [Theory]
    [InlineData("float[6] ws = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06}", "int8[6] wz = {0, 0, 0, 0, 0, 0}", "float[6] b = ~", "y = Add(m, b)", "N,3,24")]
    [InlineData("float[6] ws = {0.01, 0.02, 0.03, 0.04, 0.05, 0.06}", "int8[6] wz = {0, 0, 0, 0, 0, 0}", "float[1,1,6] b = ~", "y = Add(b, m)", "N,3,24")]
    [InlineData("float ws = {0.01}", "int8 wz = {0}", "float[6] b = ~", "y = Add(m, b)", "N,24")]
    public void MeansTheSameBeforeAndAfter(string weightScale, string weightZero, string bias, string add, string input)
    {
        var before = ModelSamples.Parse(Net(weightScale, weightZero, bias, add, input));
        var after = Rewritten(before, 1);
        var samples = RandomSamples.For(before, 7);

        var (old, now) = (OnnxRuntime.Answers(before, samples, Optimization.None), OnnxRuntime.Answers(after, samples, Optimization.None));

        var exact = Exact(before, samples).ToArray();
        Assert.Equal(exact.Length, now.Length);
        for (var i = 0; i < exact.Length; i++)
        {
            // Each addend is rounded up to three times, and each addition once: Higham, Accuracy and Stability of Numerical Algorithms, equation 3.4.
            Assert.InRange(old[i] - exact[i].Value, -(Depth + 4) * Unit * exact[i].Magnitude, (Depth + 4) * Unit * exact[i].Magnitude);
            // The sum of integers below 2²⁴ is exact; scale, two products and the addition of the bias are rounded.
            Assert.InRange(now[i] - exact[i].Value, -4 * Unit * exact[i].Magnitude, 4 * Unit * exact[i].Magnitude);
        }
    }

    [Fact]
    public void OnnxRuntimeAddsTheBiasInsideTheKernel()
    {
        var model = ModelSamples.Parse(Net());

        Assert.Equal(["MatMulIntegerToFloat", "Add"], OnnxRuntime.Operators(model).Where(o => o is not "QuantizeLinear"));

        var optimized = OnnxRuntime.Optimized(Rewritten(model, 1)).Graph.Nodes;
        Assert.DoesNotContain(optimized, n => n.OpType is "Add" or "MatMulInteger" or "Cast");
        Assert.NotNull(Assert.Single(optimized, n => n.OpType == "MatMulIntegerToFloat").Input(6));
    }

    [Fact]
    public void SeveralProductsAreEachAKernelOfTheirOwn()
    {
        var model = Rewritten(ModelSamples.Parse(Net(bias: $"float[6] b = ~, int8[24,6] other = {{{Weights(59)}}}, float[6] scales = {{0.06, 0.05, 0.04, 0.03, 0.02, 0.01}}", add: "v = DequantizeLinear<axis=1>(other, scales, wz) k = MatMul(d, v) l = Add(k, b) r = Add(m, b) y = Mul(l, r)")), 2);

        var optimized = OnnxRuntime.Optimized(model).Graph.Nodes;

        Assert.Equal(2, optimized.Count(n => n.OpType == "MatMulIntegerToFloat" && n.Input(6) is not null));
        Assert.DoesNotContain(optimized, n => n.OpType == "Add");
    }

    [Fact]
    public void AllThatQuantizationLeavesInFrontOfAnAdditionIsWrittenAnew()
    {
        var quantized = Quantized.Of("g (float[N,3,24] x) => (float[N,3,6] y) <float[24,6] w = ~, float[6] b = ~> { a = MatMul(x, w) y = Add(a, b) }");

        Assert.Contains("MatMulInteger", quantized.Operators, StringComparison.Ordinal);
        Assert.InRange(quantized.Difference(Optimization.Basic), 0, 0.5);
    }

    [Theory]
    [InlineData("float[6] b = ~", "y = Add(m, m)", "float y")]
    [InlineData("float[1] b = ~", "y = Add(m, b)", "float y")]
    [InlineData("float[3,1] b = ~", "y = Add(m, b)", "float y")]
    [InlineData("float[6] b = ~", "y = Sub(m, b)", "float y")]
    [InlineData("float[6] b = ~", "y = Add(m, b) n = Neg(m)", "float y, float n")]
    [InlineData("float[6] b = ~", "y = Add(m, b)", "float y, float m")]
    public void ProductWithoutABiasOfItsOwnStays(string bias, string add, string outputs) => Rewritten(ModelSamples.Parse(Net(bias: bias, add: add, outputs: outputs)), 0);

    [Theory]
    [InlineData("float ws = {0.01}", "int8 wz = {3}", "<axis=1>")]
    [InlineData("float[24] ws = ~", "int8[24] wz = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}", "<axis=0>")]
    public void WeightOfAnotherKindStays(string scale, string zero, string axis) => Rewritten(ModelSamples.Parse(Net(scale, zero, axis: axis)), 0);

    static Model Rewritten(Model model, int expected)
    {
        var copy = model.Clone();
        Assert.Equal(expected, IntegerProducts.Apply(copy.Graph));
        copy.Graph.Sort();
        GraphCheck.Check(copy, "rewrite");
        return copy;
    }

    /// <summary>Σ (q − z) s · w s' + b, and the sum of magnitudes.</summary>
    static IEnumerable<(double Value, double Magnitude)> Exact(Model model, OptiBuild.Engine.Data.Samples samples)
    {
        var (w, ws, b) = (model.Graph.Own("w")!.Data!.Span<sbyte>().ToArray(), model.Graph.Own("ws")!.Data!.Span<float>().ToArray(), model.Graph.Own("b")!.Data!.Span<float>().ToArray());
        foreach (var sample in samples.Read(default))
        {
            var x = MemoryMarshal.Cast<byte, float>(sample.Arrays[0].Data.Span).ToArray();
            for (var row = 0; row < x.Length / Depth; row++)
                for (var o = 0; o < Columns; o++)
                {
                    var products = Enumerable.Range(0, Depth).Select(k => (Oracle.Quantize(x[row * Depth + k], Scale, Zero, 0, 255) - Zero) * Scale * w[k * Columns + o] * ws[ws.Length == 1 ? 0 : o]).ToArray();
                    yield return (products.Sum() + b[o], products.Sum(Math.Abs) + Math.Abs(b[o]));
                }
        }
    }

    static string Weights(int step) => string.Join(", ", Enumerable.Range(0, Depth * Columns).Select(i => (i * step % 255 - 127).ToString(CultureInfo.InvariantCulture)));
}
