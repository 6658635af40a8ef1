using OptiBuild.Engine;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class UnsignedActivationsTests
{
    static readonly Options Default = OptiBuild.Engine.Options.Default;

    /// <summary>The net ends in float, where cleaning folds what stored weights are multiplied with: a few last bits of logits below 8.</summary>
    const double LastBits = 1e-5;

    [Fact]
    public void EveryAnswerStaysTheSame()
    {
        var (before, after) = Converted(QuantizedModels.Signed);
        var samples = RandomSamples.For(before, 16);

        Assert.Equal(OnnxRuntime.Answers(before, samples, Optimization.None), OnnxRuntime.Answers(after, samples, Optimization.None));
    }

    [Theory]
    [InlineData(-128, 0)]
    [InlineData(-1, 127)]
    [InlineData(0, 128)]
    [InlineData(127, 255)]
    public void ZeroPointRisesByHalfTheRange(int signed, int unsigned)
    {
        var model = ModelSamples.Parse($$"""
            g (float[N,300] x) => (float[N,300] y) <float s = {0.01}, int8 z = { {{signed}} }> { q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, s, z) }
            """);
        var samples = RandomSamples.For(model, 16);
        var before = OnnxRuntime.Answers(model, samples, Optimization.None);

        UnsignedActivations.Apply(UnsignedActivations.Plan(model.Graph, Default));

        Assert.All(model.Graph.Nodes, n => Assert.Equal([(byte)unsigned], n.Input(2)!.Data!.Data.ToArray()));
        Assert.All(model.Graph.Nodes, n => Assert.Equal(ElementType.UInt8, n.Input(2)!.Data!.Type));
        Assert.Equal(before, OnnxRuntime.Answers(model, samples, Optimization.None));
    }

    /// <summary>The reason for it: at a branch ONNX Runtime computes in float with int8 on x64.</summary>
    [Fact]
    public void BranchesRunOnIntegersAfterwards()
    {
        var (_, after) = Converted(QuantizedModels.Signed);

        Assert.Equal(["QuantizeLinear", "QLinearConv", "QLinearConv", "QLinearAdd", "QLinearConv", "DequantizeLinear"], OnnxRuntime.Operators(after));
    }

    [Fact]
    public void WeightsStaySigned()
    {
        var (before, after) = Converted(QuantizedModels.Signed);

        Assert.All(after.Graph.Nodes.Where(n => n.Is("DequantizeLinear") && n.Input(0)!.IsConstant), n => Assert.Equal(ElementType.Int8, n.Input(0)!.Data!.Type));
        Assert.Equal(Stored(before), Stored(after));
    }

    [Fact]
    public void ZeroPointThatWeightsShareStaysForThem()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4] x) => (float[N,4] y)
            <int8[4,4] w = {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}, float s = {0.01}, int8 z = {0}>
            {
                wd = DequantizeLinear(w, s, z)
                q = QuantizeLinear(x, s, z)
                d = DequantizeLinear(q, s, z)
                y = MatMul(d, wd)
            }
            """);
        var samples = RandomSamples.For(model, 8);
        var before = OnnxRuntime.Answers(model, samples, Optimization.None);

        UnsignedActivations.Apply(UnsignedActivations.Plan(model.Graph, Default));

        Assert.Equal(before, OnnxRuntime.Answers(model, samples, Optimization.None));
    }

    [Theory]
    [InlineData("TargetCpu", "arm64")]
    [InlineData("Quantization", "none")]
    [InlineData("Quantization", "weights")]
    public void NothingChangesWhereSignedIsRightOrNotAskedFor(string option, string value) =>
        Assert.Empty(UnsignedActivations.Plan(ModelSamples.Parse(QuantizedModels.Signed).Graph, OptiBuild.Engine.Options.From([new(option, value)])));

    [Theory]
    [InlineData("the integers are an output", "g (float[N,4] x) => (int8[N,4] q, float[N,4] y) <float s = {0.01}, int8 z = {0}> { q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, s, z) }")]
    [InlineData("another operator reads them", "g (float[N,4] x) => (int8[N,4] r, float[N,4] y) <float s = {0.01}, int8 z = {0}> { q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, s, z)  r = Abs(q) }")]
    [InlineData("one scale per channel", "g (float[N,2] x) => (float[N,2] y) <float[2] s = {0.01, 0.02}, int8[2] z = {0, 0}> { q = QuantizeLinear<axis=1>(x, s, z)  y = DequantizeLinear<axis=1>(q, s, z) }")]
    [InlineData("already unsigned", "g (float[N,4] x) => (float[N,4] y) <float s = {0.01}, uint8 z = {0}> { q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, s, z) }")]
    [InlineData("the zero point is computed", "g (float[N,4] x) => (float[N,4] y) <float s = {0.01}, int8 a = {1}> { z = Neg(a)  q = QuantizeLinear(x, s, z)  y = DequantizeLinear(q, s, z) }")]
    public void OtherIntegersStay(string why, string text) =>
        Assert.True(UnsignedActivations.Plan(ModelSamples.Parse(text).Graph, Default).Count == 0, why);

    /// <summary>Integers between the operators: they change type together.</summary>
    [Fact]
    public void OperatorsOnIntegersChangeTogether()
    {
        var model = ModelSamples.Parse(SignedOperators);
        var samples = RandomSamples.For(model, 16);
        var before = OnnxRuntime.Answers(model, samples, Optimization.None);

        Assert.Equal(9, UnsignedActivations.Plan(model.Graph, Default).Count);
        UnsignedActivations.Apply(UnsignedActivations.Plan(model.Graph, Default));

        GraphCheck.Check(model, "convert");
        Assert.Equal(before, OnnxRuntime.Answers(model, samples, Optimization.None));
        Assert.Equal(ElementType.Int8, model.Graph.Own("w")!.Data!.Type);
    }

    [Fact]
    public void OneUnknownOperatorKeepsAllAroundItSigned() =>
        Assert.Empty(UnsignedActivations.Plan(ModelSamples.Parse(SignedOperators.Replace("MaxPool<kernel_shape=[2,2], strides=[2,2]>", "Abs", StringComparison.Ordinal)).Graph, Default));

    [Fact]
    public void OperatorsOnIntegersAreKept() => Assert.All(IntegerOps.All, op => Assert.Contains(QuantizedOps.All, q => (q.Domain, q.Op) == (op.Domain, op.Op)));

    const string SignedOperators = """
        <ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1]>
        g (float[N,2,4,4] x) => (float[N,2,?,?] y)
        <int8[2,2,1,1] w = {12, -7, 127, 33}, float[2] ws = {0.01, 0.02}, int8[2] wz = {0, 0}, int32[2] bias = {100, -250},
         float s = {0.01}, float s1 = {0.02}, int8 z = {3}, int8 z1 = {-7}>
        {
            xq = QuantizeLinear(x, s, z)
            a = QLinearConv(xq, s, z, w, ws, wz, s1, z1, bias)
            b = MaxPool<kernel_shape=[2,2], strides=[2,2]>(a)
            c = com.microsoft.QLinearAdd(b, s1, z1, b, s1, z1, s1, z)
            d = com.microsoft.QLinearLeakyRelu<alpha=0.1>(c, s1, z, s1, z)
            y = DequantizeLinear(d, s1, z)
        }
        """;

    /// <summary>A real net, quantized for another processor first.</summary>
    [FactNeeding("assets/resnet.onnx", "assets/fashion/calibrate.npz")]
    public void ModelMadeForArmRunsOnIntegersEverywhere()
    {
        using var folder = new TempFolder();
        var arm = Optimize(Assets.Path("assets/resnet.onnx"), folder.File("arm.onnx"), "arm64");
        var any = Optimize(folder.File("arm.onnx"), folder.File("any.onnx"), "any");
        var (before, after) = (ModelReader.Read(folder.File("arm.onnx")), ModelReader.Read(folder.File("any.onnx")));
        var samples = RandomSamples.For(before, 16);

        Assert.Contains(arm.Layers, l => l.Activations.StartsWith("int8", StringComparison.Ordinal));
        Assert.Equal(15, any.Layers.Count(l => l is { Op: "Conv", Decision: OptiBuild.Engine.Reports.LayerDecision.Converted, Activations: "uint8 per tensor" }));
        Assert.Equal(OnnxRuntime.Answers(before, samples, Optimization.None), OnnxRuntime.Answers(after, samples, Optimization.None), Close.Within(LastBits));
        Assert.Equal(15, OnnxRuntime.Operators(after).Count(o => o == "QLinearConv"));
    }

    static OptiBuild.Engine.Reports.ModelReport Optimize(string model, string output, string target)
    {
        var options = OptiBuild.Engine.Options.From([new("CalibrationData", Assets.Path("assets/fashion/calibrate.npz")), new("Gate", "off"), new("Effort", "fast"), new("TargetCpu", target)]);
        return Pipeline.Run(new Job(model, "m.onnx", output, null, null, options, 1), CancellationToken.None).Report;
    }

    static (Model Before, Model After) Converted(string text)
    {
        var before = Cleaner.Clean(ModelSamples.Parse(text)).Model;
        var after = before.Clone();
        UnsignedActivations.Apply(UnsignedActivations.Plan(after.Graph, Default));
        GraphCheck.Check(after, "convert");
        return (before, after);
    }

    static IEnumerable<byte> Stored(Model model) => model.Graph.Nodes.Where(n => n.Is("DequantizeLinear") && n.Input(0)!.IsConstant).SelectMany(n => n.Input(0)!.Data!.Data.ToArray());
}
