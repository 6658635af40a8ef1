using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Cleaning;

/// <summary>ONNX Runtime has optimizations for quantized models that belong to loading, not to cleaning.</summary>
public class QuantizedModelCleaningTests
{
    public static TheoryData<string> All =>
    [
        QuantizedModels.Unsigned, QuantizedModels.Signed, QuantizedModels.SixteenBits, QuantizedModels.Half, QuantizedModels.Operators,
        QuantizedModels.EachRun, QuantizedModels.FourBits, QuantizedModels.Blocks, QuantizedModels.Float8,
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void AnswersStayTheSameToTheLastBit(string text)
    {
        var model = ModelSamples.Parse(text);
        var samples = RandomSamples.For(model, 8);
        var before = OnnxRuntime.Answers(model, samples, Optimization.All);

        var cleaned = Cleaner.Clean(model).Model;

        Assert.Equal(before, OnnxRuntime.Answers(cleaned, samples, Optimization.All));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NoConversionIsAdded(string text)
    {
        var model = ModelSamples.Parse(text);
        var before = Conversions(model);

        Assert.InRange(Conversions(Cleaner.Clean(model).Model), 0, before);
    }

    [Fact]
    public void FloatWeightsBetweenIntegersStayFloat()
    {
        var model = ModelSamples.Parse(QuantizedModels.Half);
        var before = model.Graph.Own("w2")!.Data!;

        var middle = Cleaner.Clean(model).Model.Graph.Nodes.Single(n => n.Name == "middle");

        Assert.Equal(before.Data.ToArray(), middle.Input(1)!.Data!.Data.ToArray());
    }

    [Fact]
    public void FloatWeightsInsideASubgraphStayFloatToo()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4,6,6] x, bool[1] yes) => (float[N,4,6,6] y)
            <float[4,4,1,1] w = ~, float s = {0.02}, uint8 z = {128}>
            {
                y = If<then_branch=t () => (float[?,?,?,?] p) {
                        q = QuantizeLinear(x, s, z)  d = DequantizeLinear(q, s, z)
                        c = Conv(d, w)
                        cq = QuantizeLinear(c, s, z)  p = DequantizeLinear(cq, s, z)
                    }, else_branch=e () => (float[?,?,?,?] r) { r = Neg(x) }>(yes)
            }
            """);

        var cleaned = Cleaner.Clean(model).Model;

        Assert.Equal(ElementType.Float, cleaned.Graphs.SelectMany(g => g.Nodes).Single(n => n.Is("Conv")).Input(1)!.Data!.Type);
    }

    /// <summary>q = clamp(round(w / s), −128, 127), half to even. https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html</summary>
    [Fact]
    public void RoundedWeightsBecomeTheStoredIntegersAndTheFloatsGo()
    {
        var model = ModelSamples.Parse(QuantizedModels.Unsigned);
        var (weights, scales) = (model.Graph.Own("w1")!.Data!.Span<float>().ToArray(), model.Graph.Own("ws")!.Data!.Span<float>().ToArray());
        var expected = weights.Select((w, i) => (sbyte)Math.Clamp(Math.Round(w / scales[i / 36], MidpointRounding.ToEven), -128, 127));

        var cleaned = Cleaner.Clean(model).Model;

        var stored = cleaned.Graph.Nodes.First(n => n.Is("Conv")).Input(1)!.Producer!.Input(0)!.Data!;
        Assert.Equal(ElementType.Int8, stored.Type);
        Assert.Equal(expected, stored.Span<sbyte>().ToArray());
        Assert.DoesNotContain(cleaned.Graph.Initializers, v => v.Data is { Type: ElementType.Float, Shape.Count: > 1 });
    }

    static int Conversions(Model model) => model.Graph.Nodes.Count(n => n.OpType is "QuantizeLinear" or "DequantizeLinear");
}
