using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class FoldConstantNodesTests
{
    [Theory]
    [InlineData("value=int64[2] {1,2}", "int64[2] c = {1, 2}")]
    [InlineData("value_float=1.5", "float c = {1.5}")]
    [InlineData("value_floats=[1.5, 2.0]", "float[2] c = {1.5, 2.0}")]
    [InlineData("value_int=7", "int64 c = {7}")]
    [InlineData("value_ints=[7,8]", "int64[2] c = {7, 8}")]
    [InlineData("value_string=\"s\"", "string c = {\"s\"}")]
    [InlineData("value_strings=[\"s\"]", "string[1] c = {\"s\"}")]
    public void TurnsEveryKindIntoAnInitializer(string attribute, string initializer)
    {
        var model = ModelText.Parse($"g (float x) => (y) {{ c = Constant<{attribute}>() y = Op(x, c) }}");

        Assert.Equal(1, FoldConstantNodes.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Contains($"<{initializer}>", ModelText.Print(model));
        Assert.True(model.Graph.Nodes.Single().Input(1)!.IsConstant);
    }

    [Fact]
    public void ReachesSubgraphs()
    {
        var model = ModelText.Parse("g (bool b) => (y) { y = If<then_branch=t () => (a) { c = Constant<value_int=1>() a = Neg(c) }>(b) }");

        Assert.Equal(1, FoldConstantNodes.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["c"], model.Graph.Nodes[0].Attributes.Graphs.Single().Initializers.Select(v => v.Name));
    }

    [Theory]
    [InlineData("g () => (c) { c = Constant<value_int=1>() }", "left Constant 'c', 'c' is a graph output")]
    [InlineData("g () => (y) { c = Constant<sparse_value: sparse_tensor=\"\">() y = Neg(c) }", "left Constant 'c', its value is not a dense tensor")]
    [InlineData("<ir_version: 3> g () => (y) { c = Constant<value_int=1>() y = Neg(c) }", "left all Constant nodes, the model's ir version 3 is below 4")]
    public void SaysWhyOneStays(string text, string reason)
    {
        var reasons = new List<string>();
        var model = ModelText.Parse(text);

        Assert.Equal(0, FoldConstantNodes.Run(model, reasons.Add));

        Assert.Equal([reason], reasons);
    }
}
