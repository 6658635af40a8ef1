using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx.Passes;

public class SubtractGeluBiasTests
{
    [Theory]
    [InlineData("s = Add(x, b) d = Div(s, root) e = Erf(d) f = Add(e, one) g = Mul(s, f) y = Mul(g, half)")]
    [InlineData("s = Add(b, x) d = Div(s, root) e = Erf(d) f = Add(e, one) g = Mul(s, f) y = Mul(g, half)")]
    public void TheBiasIsSubtractedAndGeluIsByItself(string nodes)
    {
        var text = $$"""g (float[N,16,64] x) => (y) <float[64] b = ~, float root = {1.4142135}, float one = {1.0}, float half = {0.5}> { {{nodes}} }""";
        var (before, model) = (ModelSamples.Parse(text), ModelSamples.Parse(text));

        Assert.Equal(1, SubtractGeluBias.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["BiasGelu"], OnnxRuntime.Operators(before));
        Assert.Equal(["Sub", "Gelu"], OnnxRuntime.Operators(model));
        Assert.True(Answers.Of(ModelWriter.ToBytes(before), 3).SameBits(Answers.Of(ModelWriter.ToBytes(model), 3)));
        Assert.Null(model.Graph.Own("b"));
        Assert.Equal(0, SubtractGeluBias.Run(model));
    }

    [Fact]
    public void TheOperatorOfLaterOpsetsCounts()
    {
        var model = ModelSamples.Parse("""<ir_version: 8, opset_import: ["" : 20]> g (float[N,64] x) => (y) <float[64] b = ~> { s = Add(x, b) y = Gelu(s) }""");

        Assert.Equal(1, SubtractGeluBias.Run(model));

        Assert.Equal(["Sub", "Gelu"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Theory]
    [InlineData("s = Add(x, b) y = Erf(s)")]
    [InlineData("s = Add(x, x) y = Gelu(s)")]
    [InlineData("s = Add(x, row) y = Gelu(s)")]
    [InlineData("s = Add(x, b) t = Neg(s) u = Gelu(s) y = Add(t, u)")]
    public void OtherSumsStay(string nodes) =>
        Assert.Equal(0, SubtractGeluBias.Run(ModelSamples.Parse($$"""<ir_version: 8, opset_import: ["" : 20]> g (float[N,64] x) => (y) <float[64] b = ~, float[1,64] row = ~> { {{nodes}} }""")));
}
