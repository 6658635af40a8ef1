using OptiBuild.Engine;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Engine.Quantization;

public class TargetSafetyTests
{
    const string Scales = "float s = {1}, uint8 uz = {0}, int8 sz = {0}";

    [Theory]
    [InlineData("127, 127, 0, 0", 1)]
    [InlineData("0, 127, 127, 0", 0)]
    [InlineData("64, 65, -64, -65", 2)]
    [InlineData("64, 64, -64, -64", 0)]
    [InlineData("127, 1, -128, 127", 0)]
    [InlineData("127, 2, 0, -128", 1)]
    public void OnlyPairsAtEvenPlacesThatSumAbove128AreUnsafe(string weights, long expected) =>
        Assert.Equal((expected, 2L), Pairs($"int8[4,1] w = {{{weights}}}", "MatMulInteger(x, w)"));

    [Fact]
    public void LastWeightOfAnOddNumberIsAlone() =>
        Assert.Equal((0L, 1L), Pairs("int8[3,1] w = {0, 127, 127}", "MatMulInteger(x, w)"));

    /// <summary>Columns of B, or rows where it is stored transposed.</summary>
    [Theory]
    [InlineData("", 0)]
    [InlineData("<transB=1>", 2)]
    public void GemmPairsAlongItsDepth(string attributes, long expected) =>
        Assert.Equal((expected, 2L), Pairs("int8[2,2] w = {100, 100, -100, -100}", $"com.microsoft.QGemm{attributes}(x, s, uz, w, s, sz)"));

    /// <summary>Two channels and a kernel of 1×2: tap 0 is {100, 100}, tap 1 is {-100, -100}.</summary>
    [Fact]
    public void ConvolutionPairsChannelsAtATap() =>
        Assert.Equal((2L, 2L), Pairs("int8[1,2,1,2] w = {100, -100, 100, -100}", "QLinearConv(x, s, uz, w, s, sz, s, uz)"));

    /// <summary>Three channels and two taps: the middle one of three pairs is the last channel at tap 0 with the first at tap 1.</summary>
    [Fact]
    public void OddChannelsPairAcrossTaps()
    {
        Assert.Equal((0L, 3L), Pairs("int8[1,3,1,2] w = {100, 100, 0, 100, 0, 0}", "QLinearConv(x, s, uz, w, s, sz, s, uz)"));
        Assert.Equal((1L, 3L), Pairs("int8[1,3,1,2] w = {0, 100, 0, 0, 100, 0}", "QLinearConv(x, s, uz, w, s, sz, s, uz)"));
    }

    /// <summary>Taps 2 and 3, and 4 and 5, of each output.</summary>
    [Theory]
    [InlineData(2, 0, 0)]
    [InlineData(1, 2, 8)]
    public void DepthwiseConvolutionIsExactUnlessGroupsHaveSeveralOutputs(int group, long expected, long pairs) => Assert.Equal((expected, pairs), Pairs(
        "int8[2,1,3,3] w = {0, 0, 0, 100, 100, 100, 0, 0, 0, 0, 0, 0, 100, 100, 100, 0, 0, 0}", $"QLinearConv<group={group}>(x, s, uz, w, s, sz, s, uz)"));

    [Fact]
    public void RecurrentWeightsCountBoth() =>
        Assert.Equal((2L, 2L), Pairs("int8[1,2,1] w = {127, 127}, int8[1,2,1] r = {-127, -127}", "com.microsoft.DynamicQuantizeLSTM<hidden_size=1>(x, w, r)"));

    [Theory]
    [InlineData("ConvInteger(x, w)")]
    [InlineData("com.microsoft.MatMulIntegerToFloat(x, w, s, s, sz)")]
    public void KernelsThatAddIn32BitsAreSafe(string node) => Assert.Equal((0L, 0L), Pairs("int8[2,2] w = {127, 127, 127, 127}", node));

    [Fact]
    public void UnsignedWeightsAreSafe() => Assert.Equal((0L, 0L), Pairs("uint8[2,2] w = {255, 255, 255, 255}", "MatMulInteger(x, w)"));

    [Theory]
    [InlineData("uz", "{64, 64}", TargetName.Any)]
    [InlineData("uz", "{127, 127}", TargetName.X64Vnni)]
    [InlineData("sz", "{64, 64}", TargetName.Arm64)]
    public void TellsTheTargetOfAModelWithQuantizeLinear(string zero, string weights, TargetName expected) => Assert.Equal(expected, Of($$"""
        g (float[N,2] x) => (float[N,1] y) <{{Scales}}, int8[2,1] w = {{weights}}>
        {
            xq = QuantizeLinear(x, s, {{zero}})
            xd = DequantizeLinear(xq, s, {{zero}})
            wd = DequantizeLinear(w, s, sz)
            y = MatMul(xd, wd)
        }
        """).Target);

    [Theory]
    [InlineData("MatMul(x, wd)")]
    [InlineData("MatMul(x, f)")]
    public void OperatorsWithFloatActivationsAreNotInt8(string node)
    {
        var safety = Of($$"""
            g (float[N,2] x) => (float[N,1] y) <{{Scales}}, int8[2,1] w = {127, 127}, float[2,1] f = {1, 2}>
            {
                wd = DequantizeLinear(w, s, sz)
                y = {{node}}
            }
            """);

        Assert.Empty(safety.Layers);
        Assert.Null(safety.Target);
    }

    static (long Unsafe, long Pairs) Pairs(string weights, string node)
    {
        var layer = Assert.Single(Of($"g (uint8 x) => (y) <{Scales}, {weights}> {{ y = {node} }}").Layers);
        return (layer.UnsafePairs, layer.Pairs);
    }

    static TargetSafety Of(string text) => TargetSafety.Of(ModelText.Parse(text));
}
