using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class RemoveIdentityTests
{
    [Theory]
    [InlineData("g (float x) => (y) { a = Identity(x) b = Identity(a) y = Add(a, b) }", 2, "y = Add(x, x)")]
    [InlineData("g (float x) => (y) <float w = {1}> { a = Identity(w) y = Add(x, a) }", 1, "y = Add(x, w)")]
    [InlineData("g (float x) => (y) { a = Neg(x) b = Abs(a) y = Identity(a) }", 1, "y = Neg(x)|b = Abs(y)")]
    [InlineData("g (float x) => (y, b) { a, b = Op(x) y = Identity(a) }", 1, "y, b = Op(x)")]
    [InlineData("g (bool c, float x) => (y) { i = Identity(x) y = If<then_branch=t () => (a) { a = Exp(i) }>(c) }", 1, "y = If<then_branch=t () => (a) {     a = Exp(x) }>(c)")]
    public void LeadsReadersPastIt(string text, int removed, string nodes)
    {
        var model = ModelText.Parse(text);

        Assert.Equal(removed, RemoveIdentity.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(nodes, string.Join('|', model.Graph.Nodes.Select(n => ModelText.Print(n).ReplaceLineEndings(" "))));
    }

    [Theory]
    [InlineData("g (float x) => (y) { y = Identity(x) }", "left Identity 'y', the output 'y' would be an input or a constant")]
    [InlineData("g (float x) => (a, y) { a = Neg(x) y = Identity(a) }", "left Identity 'y', 'a' and 'y' are both outputs")]
    [InlineData("g (bool c, float x) => (y) { n = Neg(x) y = If<then_branch=t () => (a) { a = Identity(n) }>(c) }", "left Identity 'a', the output 'a' would be a value of an outer graph")]
    [InlineData("g (bool c, float x) => (y) { i = Identity(x) y = If<then_branch=t () => (a) { x = Neg(i) a = Abs(x) }>(c) }", "left Identity 'i', Neg 'x' sees another value as 'x'")]
    public void SaysWhyOneStays(string text, string reason)
    {
        var reasons = new List<string>();

        Assert.Equal(0, RemoveIdentity.Run(ModelText.Parse(text), reasons.Add));

        Assert.Equal([reason], reasons);
    }

    [Fact]
    public void KeepsTheOutputsDeclaredType()
    {
        var model = ModelText.Parse("g (float[N] x) => (float[N] y) { a = Neg(x) y = Identity(a) }");

        RemoveIdentity.Run(model);

        Assert.Equal("[N]", model.Graph.Outputs.Single().Tensor!.Shape!.ToString());
    }
}
