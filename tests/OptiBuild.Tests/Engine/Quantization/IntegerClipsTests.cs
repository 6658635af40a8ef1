using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class IntegerClipsTests
{
    static string Net(string activation, string type, int zero) => $$"""
        g (float[N,4,6,6] x) => (float[N,4,6,6] y)
        <int8[4,4,1,1] w = {-90,20,-33,44,51,-66,70,-80,9,100,-110,12,13,-124,15,16}, float ws = {0.01}, int8 wz = {0}, float low = {0.0}, float cut = {0.73}, float negative = {-0.21}, float positive = {0.4},
         float s = {0.01}, {{type}} z = { {{zero}} }, {{type}} zx = { {{(type == "int8" ? 0 : 128)}} }>
        {
            wd = DequantizeLinear(w, ws, wz)
            xq = QuantizeLinear(x, s, zx)  xd = DequantizeLinear(xq, s, zx)
            a = Conv(xd, wd)
            {{activation}}
            bq = QuantizeLinear(b, s, z)   bd = DequantizeLinear(bq, s, z)
            c = Conv(bd, wd)
            cq = QuantizeLinear(c, s, zx)  y = DequantizeLinear(cq, s, zx)
        }
        """;

    [Theory]
    [InlineData("b = Relu(a)", "uint8", 128)]
    [InlineData("b = Relu(a)", "uint8", 1)]
    [InlineData("b = Relu(a)", "uint8", 255)]
    [InlineData("b = Relu(a)", "int8", 0)]
    [InlineData("b = Relu(a)", "int8", -5)]
    [InlineData("b = Clip(a, low, cut)", "uint8", 128)]
    [InlineData("b = Clip(a, low, cut)", "uint8", 0)]
    [InlineData("b = Clip(a, negative, cut)", "int8", 0)]
    [InlineData("b = Clip(a, positive, cut)", "int8", 0)]
    public void EveryAnswerStaysTheSame(string activation, string type, int zero)
    {
        var model = ModelSamples.Parse(Net(activation, type, zero));
        var samples = RandomSamples.For(model, 16);
        var before = OnnxRuntime.Answers(model, samples, Optimization.None);

        Assert.Equal(1, IntegerClips.Apply(model.Graph));

        model.Graph.Sort();
        GraphCheck.Check(model, "clip");
        Assert.DoesNotContain(model.Graph.Nodes, n => n.Is("Relu"));
        Assert.Equal(before, OnnxRuntime.Answers(model, samples, Optimization.None));
    }

    [Fact]
    public void OperatorBeforeItGetsAnInt8Kernel()
    {
        var model = ModelSamples.Parse(Net("b = Relu(a)", "uint8", 128));
        Assert.Equal(1, OnnxRuntime.Operators(model).Count(o => o == "QLinearConv"));

        IntegerClips.Apply(model.Graph);
        model.Graph.Sort();

        Assert.Equal(2, OnnxRuntime.Operators(model).Count(o => o == "QLinearConv"));
    }

    [Theory]
    [InlineData("the rounding does it", "b = Relu(a)", 0)]
    [InlineData("it is read as float too", "b = Relu(a)  other = Neg(b)", 128)]
    [InlineData("its input is read too", "b = Relu(a)  other = Neg(a)", 128)]
    [InlineData("it has no bounds", "b = Neg(a)", 128)]
    [InlineData("the operator before it is float", "n = Neg(x)  m = Conv(n, wd)  b = Relu(m)", 128)]
    public void OthersStay(string why, string activation, int zero) =>
        Assert.True(IntegerClips.Apply(ModelSamples.Parse(Net(activation, "uint8", zero)).Graph) == 0, why);

    /// <summary>Training for symmetric int8: both conversions at work on what TensorRT's and PyTorch's tools export.</summary>
    [Fact]
    public void SymmetricNetRunsOnIntegersAltogether()
    {
        using var run = PipelineRun.Of(Net("b = Relu(a)", "int8", 0));

        var report = run.Optimize(("Gate", "off"), ("ValidationData", "")).Report;

        Assert.Equal(["QuantizeLinear", "QLinearConv", "Clip", "QLinearConv", "DequantizeLinear"], OnnxRuntime.Operators(run.Optimized));
        Assert.Contains("on the integers behind the rounding", report.Layers.Single(l => l.Op == "Relu").Reason, StringComparison.Ordinal);
        var (original, samples) = (ModelReader.Read(run.Model), RandomSamples.For(run.Optimized, 16));
        Assert.Equal(OnnxRuntime.Answers(original, samples, Optimization.None), OnnxRuntime.Answers(run.Optimized, samples, Optimization.None));
    }
}
