using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class RemoveUnusedTests
{
    [Fact]
    public void DropsChainsThatNothingReads() =>
        Expect(3, "g (float x) => (y) <float w = {1}, float k = {2}> { y = Add(x, k) a = Mul(x, w) b, c = Op(a) }", "y = Add(x, k)");

    [Fact]
    public void KeepsANodeWhoseSecondOutputIsAGraphOutput() =>
        Expect(0, "g (float x) => (c) { b, c = Op(x) }", "b, c = Op(x)");

    [Fact]
    public void KeepsWhatOnlyASubgraphReads() =>
        Expect(2, "g (bool c, float x) => (y) { o = Neg(x) d = Abs(x) y = If<then_branch=t () => (a) { a = Exp(o) dead = Log(a) }>(c) }",
            "o = Neg(x)|y = If<then_branch=t () => (a) {     a = Exp(o) }>(c)");

    [Fact]
    public void DropsSubgraphsWithTheirNode() =>
        Expect(2, "g (bool c, float x) => (y) { o = Neg(x) d = If<then_branch=t () => (a) { a = Exp(o) }>(c) y = Abs(x) }", "y = Abs(x)");

    [Fact]
    public void KeepsInputsAndTheirDefaults()
    {
        var model = ModelText.Parse("g (float x, float unused) => (y) <float unused = {1}> { y = Neg(x) }");

        Assert.Equal(0, RemoveUnused.Run(model));

        Assert.NotNull(model.Graph.Inputs[1].Data);
    }

    [Fact]
    public void DropsFunctionsThatNobodyCalls()
    {
        var model = ModelText.Parse("""
            <ir_version: 8, opset_import: ["" : 17, "f" : 1]> g (float x) => (y) { y = f.Outer(x) }
            <domain: "f", opset_import: ["" : 17, "f" : 1]> Outer (a) => (b) { b = f.Inner(a) c = Neg(a) }
            <domain: "f", opset_import: ["" : 17]> Inner (a) => (b) { b = Neg(a) }
            <domain: "f", opset_import: ["" : 17]> Lost (a) => (b) { b = Neg(a) }
            """);

        Assert.Equal(2, RemoveUnused.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["Outer", "Inner"], model.Functions.Select(f => f.Name));
        Assert.Single(model.Functions[0].Body.Nodes);
    }

    static void Expect(int removed, string text, string nodes)
    {
        var model = ModelText.Parse(text);

        Assert.Equal(removed, RemoveUnused.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(nodes, string.Join('|', model.Graph.Nodes.Select(n => ModelText.Print(n).ReplaceLineEndings(" "))));
        Assert.Equal(0, RemoveUnused.Run(model));
    }
}
