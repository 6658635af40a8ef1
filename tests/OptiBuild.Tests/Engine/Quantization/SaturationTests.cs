using System.Globalization;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class SaturationTests
{
    /// <summary>How far a sum may be shifted down before it is stored in 8 bits: sums here stay below 2²⁴, so that floats hold them.</summary>
    const float OutputScale = 4096;

    const byte OutputZero = 128;

    /// <summary>Channels, size, outputs, kernel, group, stride, dilation, padding.</summary>
    public static TheoryData<int[]> Convolutions =>
    [
        [4, 5, 16, 1, 1, 1, 1, 0], [5, 5, 16, 1, 1, 1, 1, 0], [4, 6, 16, 3, 1, 1, 1, 1], [3, 6, 8, 3, 1, 2, 1, 1], [1, 7, 6, 3, 1, 1, 1, 0], [5, 8, 4, 3, 1, 1, 2, 2],
        [6, 5, 6, 3, 2, 1, 1, 1], [6, 5, 4, 2, 2, 1, 1, 0], [4, 5, 8, 3, 4, 1, 1, 1], [16, 5, 16, 3, 16, 1, 1, 1], [5, 5, 5, 5, 5, 1, 1, 2],
    ];

    [Theory]
    [InlineData(255, 127, 255, 127, 32767)]
    [InlineData(255, -128, 255, -128, -32768)]
    [InlineData(255, 64, 255, 64, 32640)]
    [InlineData(255, 127, 255, -128, -255)]
    public void SixteenBitsHoldTwoProductsUpToTheirRange(int a0, int w0, int a1, int w1, int expected) =>
        Assert.Equal(expected, Int8Dots.Saturating([(byte)a0, (byte)a1], [(sbyte)w0, (sbyte)w1]));

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void OnnxRuntimeConvolvesAsTheOracleDoes(int[] c)
    {
        var conv = new Int8Conv(c[0], c[1], c[2], c[3]) { Group = c[4], Stride = c[5], Dilation = c[6], Pad = c[7], Zero = 3 };
        var (x, w) = LargeNumbers(conv.Channels * conv.Size * conv.Size, conv.Outputs * conv.Each * conv.Kernel * conv.Kernel);

        var y = Answers($$"""
            g (uint8[1,{{conv.Channels}},{{conv.Size}},{{conv.Size}}] x) => (float[1,{{conv.Outputs}},?,?] y)
            <float one = {1}, float down = {{{OutputScale}}}, uint8 xz = {{{conv.Zero}}}, int8[{{conv.Outputs}},{{conv.Each}},{{conv.Kernel}},{{conv.Kernel}}] w = {{{Text(w)}}}, int8 wz = {0}, uint8 yz = {{{OutputZero}}}>
            {
                q = QLinearConv<group={{conv.Group}}, strides=[{{conv.Stride}},{{conv.Stride}}], dilations=[{{conv.Dilation}},{{conv.Dilation}}], pads=[{{conv.Pad}},{{conv.Pad}},{{conv.Pad}},{{conv.Pad}}]>(x, one, xz, w, one, wz, down, yz)
                y = DequantizeLinear(q, one, yz)
            }
            """, x);

        Assert.Equal(conv.Run(x, w, OfThisProcessor).Select(Stored), y);
        Assert.True(conv.Each == 1 && conv.Outputs == conv.Group || !conv.Run(x, w, Int8Dots.Exact).SequenceEqual(conv.Run(x, w, Int8Dots.Saturating)));
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(1, 7)]
    [InlineData(3, 64)]
    [InlineData(4, 401)]
    public void OnnxRuntimeMultipliesAsTheOracleDoes(int rows, int depth)
    {
        var product = new Int8Product(rows, depth, 9) { Zero = 7 };
        var (a, b) = LargeNumbers(rows * depth, depth * product.Columns);

        var y = Answers($$"""
            g (uint8[1,{{rows}},{{depth}}] a) => (float[1,{{rows}},{{product.Columns}}] y) <int8[{{depth}},{{product.Columns}}] b = {{{Text(b)}}}, uint8 az = {{{product.Zero}}}>
            {
                q = MatMulInteger(a, b, az)
                y = Cast<to=1>(q)
            }
            """, a);

        Assert.Equal(product.Run(a, b, OfThisProcessor).Select(q => (float)q), y);
        Assert.NotEqual(product.Run(a, b, Int8Dots.Exact), product.Run(a, b, Int8Dots.Saturating));
    }

    [Theory]
    [InlineData("float[N,3,6,6]", "int8[2,3,3,3]", 54, "Conv(xd, wd)")]
    [InlineData("float[N,1,6,6]", "int8[2,1,3,3]", 18, "Conv(xd, wd)")]
    [InlineData("float[N,4,6,6]", "int8[8,1,3,3]", 72, "Conv<group=4>(xd, wd)")]
    [InlineData("float[N,4,6,6]", "int8[4,1,3,3]", 36, "Conv<group=4>(xd, wd)")]
    [InlineData("float[N,7]", "int8[7,5]", 35, "MatMul(xd, wd)")]
    [InlineData("float[N,7]", "int8[5,7]", 35, "Gemm<transB=1>(xd, wd)")]
    public void SimulationAndRuleForPairsAgree(string input, string weight, int count, string node)
    {
        // Mostly small, so that some draws are safe and some are not.
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SplitMix64(seed);
            var most = 60 + (int)(seed % 12);
            var model = Quantized(input, weight, node, [.. Enumerable.Range(0, count).Select(_ => (sbyte)(random.Next(2 * most + 1) - most))]);

            Assert.Equal(TargetSafety.Of(model).Unsafe.Select(l => l.Node), Saturation.Of(model));
        }
    }

    [Fact]
    public void WeightsUpTo64NeverSaturate()
    {
        var model = Quantized("float[N,4,6,6]", "int8[2,4,3,3]", "Conv(xd, wd)", [.. Enumerable.Range(0, 72).Select(i => (sbyte)(i % 2 == 0 ? 64 : -64))]);

        Assert.Empty(Saturation.Of(model));
    }

    [Fact]
    public void LargeNeighboursSaturate() =>
        Assert.Equal(["y"], Saturation.Of(Quantized("float[N,2]", "int8[2,1]", "MatMul(xd, wd)", [65, 64])));

    const string Product = "g (float[N,3,33] x) => (float[N,3,8] y) <float[33,8] w = ~, float[8] b = ~> ";

    public static TheoryData<string> Layers => new(
        "g (float[N,3,6,6] x) => (float[N,8,4,4] y) <float[8,3,3,3] w = ~> { y = Conv(x, w) }",
        "g (float[N,4,6,6] x) => (float[N,8,4,4] y) <float[8,4,3,3] w = ~> { y = Conv(x, w) }",
        "g (float[N,1,6,6] x) => (float[N,8,4,4] y) <float[8,1,3,3] w = ~> { y = Conv(x, w) }",
        "g (float[N,4,6,6] x) => (float[N,8,4,4] y) <float[8,1,3,3] w = ~> { y = Conv<group=4>(x, w) }",
        "g (float[N,6,6,6] x) => (float[N,8,4,4] y) <float[8,3,3,3] w = ~> { y = Conv<group=2>(x, w) }",
        "g (float[N,33] x) => (float[N,8] y) <float[33,8] w = ~> { y = Gemm(x, w) }",
        "g (float[N,33] x) => (float[N,8] y) <float[8,33] w = ~> { y = Gemm<transB=1>(x, w) }",
        Product + "{ y = MatMul(x, w) }",
        Product + "{ m = MatMul(x, w) y = Add(m, b) }");

    [Theory]
    [MemberData(nameof(Layers))]
    public void WeightsAreSafeWhereTheTargetAsksForIt(string layer)
    {
        Model For(string target) => OptiBuild.Tests.Engine.Quantization.Quantized.Of(layer, ("TargetCpu", target)).Model;

        Assert.Empty(Saturation.Of(For("any")));
        Assert.Empty(Saturation.Of(For("x64")));
        Assert.NotEmpty(Saturation.Of(For("x64-vnni")));
    }

    static Model Quantized(string input, string weight, string node, sbyte[] values) => ModelText.Parse($$"""
        g ({{input}} x) => (float y) <float s = {0.1}, uint8 xz = {0}, {{weight}} w = {{{Text(values)}}}, int8 wz = {0}>
        {
            xq = QuantizeLinear(x, s, xz)
            xd = DequantizeLinear(xq, s, xz)
            wd = DequantizeLinear(w, s, wz)
            y = {{node}}
        }
        """);

    static Int8Dot OfThisProcessor
    {
        get
        {
            var sets = Machine.InstructionSets().ToArray();
            return sets.Contains("avx2") && !sets.Contains("avx-vnni") && !sets.Contains("avx512-vnni") ? Int8Dots.Saturating : Int8Dots.Exact;
        }
    }

    static float Stored(int sum) => Math.Clamp((int)MathF.Round(sum / OutputScale) + OutputZero, 0, 255) - OutputZero;

    static (byte[] Activations, sbyte[] Weights) LargeNumbers(int activations, int weights)
    {
        var random = new SplitMix64(5);
        var x = new byte[activations];
        for (var i = 0; i < x.Length; i++) x[i] = (byte)(255 - random.Next(40));
        var w = new sbyte[weights];
        for (var i = 0; i < w.Length; i++) w[i] = (sbyte)(random.Next(256) - 128);
        return (x, w);
    }

    static float[] Answers(string text, byte[] input)
    {
        using var runner = Runner.Open(ModelWriter.ToBytes(ModelText.Parse(text)), new RunnerSettings(1));
        var array = new SampleArray(runner.Inputs[0].Name, ElementType.UInt8, [.. runner.Inputs[0].Shape.Select(d => d!.Value)], input);
        var sample = Assert.Single(runner.Run(new Batch(1, [array], [new Sample([array], null, "made up")])));
        return sample[0].Values.ToArray();
    }

    static string Text<T>(IEnumerable<T> values) where T : IFormattable => string.Join(',', values.Select(v => v.ToString(null, CultureInfo.InvariantCulture)));
}
