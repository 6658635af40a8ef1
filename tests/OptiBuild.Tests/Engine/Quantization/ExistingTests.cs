using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Pruning;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Models that hold integers before OptiBuild sees them.</summary>
public class ExistingTests
{
    public static TheoryData<string> AllQuantized =>
        [QuantizedModels.Unsigned, QuantizedModels.SixteenBits, QuantizedModels.Operators, QuantizedModels.EachRun, QuantizedModels.FourBits, QuantizedModels.Blocks];

    [Theory]
    [MemberData(nameof(AllQuantized))]
    public void QuantizedModelGivesTheSameAnswersToTheLastBit(string text)
    {
        var original = ModelSamples.Parse(text);

        var quantized = Of(text);

        Assert.Equal(Answers(original, quantized), Answers(quantized.Model, quantized));
        Assert.Empty(quantized.Plan.Weights);
        Assert.Equal(0, quantized.Plan.Count);
    }

    [Theory]
    [MemberData(nameof(AllQuantized))]
    public void QuantizedOperatorsAreReportedAsKept(string text)
    {
        var layers = Rows(Of(text));

        Assert.DoesNotContain(layers, l => l.Decision is LayerDecision.Quantized or LayerDecision.Reverted);
        Assert.Contains(layers, l => l.Decision == LayerDecision.Kept && l.Reason.Contains("quantized in the model", StringComparison.Ordinal));
    }

    [Fact]
    public void ReportTellsTheTypesThatTheModelHas()
    {
        Assert.Equal(("int8 per channel", "uint8 per tensor"), Types(QuantizedModels.Unsigned, "Conv"));
        Assert.Equal(("int8 per channel", "uint16 per tensor"), Types(QuantizedModels.SixteenBits, "Conv"));
        Assert.Equal(("int8", "uint8 per tensor"), Types(QuantizedModels.Operators, "QLinearConv"));
        Assert.Equal(("float", "uint8 per tensor"), Types(QuantizedModels.Operators, "MaxPool"));
        Assert.Equal(("int8", "uint8, by the range of each run"), Types(QuantizedModels.EachRun, "MatMulInteger"));
        Assert.Equal(("int4 per channel", "float"), Types(QuantizedModels.FourBits, "MatMul"));
        Assert.Equal(("int8 per block", "float"), Types(QuantizedModels.Blocks, "MatMul"));
    }

    [Fact]
    public void ConversionsAreNoLayers() => Assert.Equal(["Conv", "Relu", "Conv", "Add", "Conv"], Rows(Of(QuantizedModels.Unsigned)).Select(l => l.Op));

    [Fact]
    public void EveryQuantizedOperatorHasOneRow()
    {
        Assert.Equal(QuantizedOps.All.Count, QuantizedOps.All.Select(r => (r.Domain, r.Op)).Distinct().Count());
        Assert.All(QuantizedOps.All, r => Assert.False(r.Domain.Length == 0 && OpRules.ByOp.ContainsKey(r.Op), r.Op));
    }

    [Fact]
    public void FloatOperatorsBetweenQuantizedOnesAreCompletedWithTheParametersThere()
    {
        var quantized = Of(QuantizedModels.Half);

        Assert.Equal(["middle", "sum"], quantized.Plan.Placement.Int8.Select(n => n.Name).Order());
        Assert.Equal(["QLinearConv", "QLinearConv", "QLinearAdd", "QLinearConv"], OnnxRuntime.Operators(quantized.Model).Where(o => o.StartsWith("QLinear", StringComparison.Ordinal)));
        // One for 'c', which had none; those of x, b, e and f were there.
        Assert.Equal(5, quantized.Model.Graph.Nodes.Count(n => n.Is("QuantizeLinear")));
        Assert.Equal("s1", quantized.Model.Graph.Nodes.Single(n => n.Name == "middle").Input(0)!.Producer!.Input(1)!.Name);
    }

    [Fact]
    public void CompletedOperatorsLoseNoMoreThanRoundingDoes()
    {
        var quantized = Of(QuantizedModels.Half);
        // Sums of 4 products of |b| ≤ 255 · 0.03 with weights off by half a step of 1/127, half a step of c, of the sum and of what the last convolution makes of both.
        const double Bound = (4 * 7.65 / 254 + 0.05) * 4 + 0.04;

        Assert.InRange(quantized.Difference(Optimization.All), 0, Bound);
    }

    [Fact]
    public void ActivationThatIsQuantizedAlreadyGetsNoSecondConversion()
    {
        var quantized = Of("""
            g (float[N,4,6,6] x) => (float[N,4,6,6] y, float[N,4,6,6] v)
            <float[4,4,1,1] w1 = ~, float[4,4,1,1] w2 = ~, float ws = {0.008}, int8 wz = {0}, float s = {0.02}, uint8 z = {128}>
            {
                w1q = QuantizeLinear(w1, ws, wz)  w1d = DequantizeLinear(w1q, ws, wz)
                xq = QuantizeLinear(x, s, z)      xd = DequantizeLinear(xq, s, z)
                a = Conv(xd, w1d)
                aq = QuantizeLinear(a, s, z)      y = DequantizeLinear(aq, s, z)
                v = Conv(x, w2)
            }
            """);

        Assert.Equal(["v"], quantized.Plan.Placement.Int8.Select(n => n.Name));
        Assert.Equal(["s", "s"], quantized.Model.Graph.Nodes.Where(n => n.Is("Conv")).Select(n => n.Input(0)!.Producer!.Input(1)!.Name));
        Assert.Single(quantized.Model.Graph.Own("x")!.Uses);
    }

    [Fact]
    public void StoredWeightOfAFloatOperatorIsNotRoundedAgain()
    {
        var quantized = Of("""
            g (float[N,4,6,6] x) => (float[N,4,6,6] y)
            <float[4,4,1,1] w1 = ~, float[4,4,1,1] w2 = ~, float[4] b1 = ~, float ws = {0.008}, int8 wz = {0}, float s = {0.02}, uint8 z = {128}>
            {
                w1q = QuantizeLinear(w1, ws, wz)  w1d = DequantizeLinear(w1q, ws, wz)
                w2q = QuantizeLinear(w2, ws, wz)  w2d = DequantizeLinear(w2q, ws, wz)
                xq = QuantizeLinear(x, s, z)      xd = DequantizeLinear(xq, s, z)
                a = Conv(xd, w1d, b1)
                b = Relu(a)
                y = Conv(b, w2d)
            }
            """);

        Assert.Empty(quantized.Plan.Weights);
        Assert.Equal([0.02 * 0.008, 0.02 * 0.008, 0.02 * 0.008, 0.02 * 0.008], quantized.Plan.Biases.Single().Scales.Select(s => (double)s), Close.Relative(1e-6));
        Assert.Equal(2, OnnxRuntime.Operators(quantized.Model).Count(o => o == "QLinearConv"));
    }

    [Fact]
    public void StoredBiasIsNeverPutBesideDataOfAnotherScale()
    {
        var quantized = Of("""
            g (float[N,4,6,6] x) => (float[N,4,6,6] y)
            <int8[4,4,1,1] w = {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}, int32[4] b = {100, 200, 300, 400}, float ws = {0.008}, float bs = {0.0003}>
            {
                wd = DequantizeLinear(w, ws)
                bd = DequantizeLinear(b, bs)
                y = Conv(x, wd, bd)
            }
            """);

        Assert.Empty(quantized.Plan.Placement.Int8);
        Assert.Equal((LayerDecision.Kept, "its weights are already quantized in the model"), Rows(quantized).Select(l => (l.Decision, l.Reason)).Single());
    }

    [Fact]
    public void FloatOperatorBehindOtherIntegersStaysFloatAndSaysWhy()
    {
        var row = Rows(Of(QuantizedModels.Float8)).Single();

        Assert.Equal(("MatMul", LayerDecision.Float), (row.Op, row.Decision));
        Assert.Equal("the model quantizes its input 'd' to float8e4m3fn per tensor, which int8 operators beside it cannot take", row.Reason);
    }

    [Fact]
    public void OperatorThatTheUserKeepsInFloatIsNotQuantizedByTheRuntime()
    {
        var quantized = Of(QuantizedModels.Half.Replace("[sum] e = Add(bd, c)", "e = Relu(c)", StringComparison.Ordinal), ("KeepFloat", "middle"));
        var operators = OnnxRuntime.Operators(quantized.Model);

        Assert.Equal(2, operators.Count(o => o == "QLinearConv"));
        Assert.Single(operators, o => o is "Conv" or "FusedConv");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("weights")]
    public void NothingNewRunsOnIntegersWhereTheUserWantsNone(string quantization)
    {
        var quantized = Of(QuantizedModels.Half, ("Quantization", quantization));

        Assert.Empty(quantized.Plan.Placement.Int8);
        Assert.Equal(4, quantized.Model.Graph.Nodes.Count(n => n.Is("QuantizeLinear")));
    }

    static Quantized Of(string text, params (string Name, string Text)[] options) => Quantized.Of(Cleaner.Clean(ModelSamples.Parse(text)).Model, options);

    static float[] Answers(Model model, Quantized quantized) => OnnxRuntime.Answers(model, quantized.Samples, Optimization.All);

    static IReadOnlyList<LayerReport> Rows(Quantized quantized) => Rows(quantized.Original);

    static IReadOnlyList<LayerReport> Rows(Model model)
    {
        var placement = Placement.For(model.Graph, OptiBuild.Engine.Options.Default, cost: null);
        var target = Targets.ByName[OptiBuild.Engine.Options.Default.TargetCpu];
        return Layers.Of(model.Graph, new QuantizationPlan(placement, target, [], [], [], [], [], []), new PruningPlan([]));
    }

    static (string, string) Types(string text, string op) => Rows(Of(text)).Where(l => l.Op == op).Select(l => (l.Weights, l.Activations)).First();
}
