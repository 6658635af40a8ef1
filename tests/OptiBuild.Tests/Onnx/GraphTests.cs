using OptiBuild.Onnx;

namespace OptiBuild.Tests.Onnx;

public class GraphTests
{
    const string Nested = """
        g (float x, bool yes) => (float y)
        {
            y = If<then_branch=t () => (float p)
            {
                p = If<then_branch=tt () => (float deep) { deep = Neg(x) }, else_branch=te () => (float r) { r = Abs(x) }>(yes)
            }, else_branch=e () => (float q) { q = Abs(x) }>(yes)
        }
        """;

    [Theory]
    [InlineData("free", "free")]
    [InlineData("x", "x_1")]
    [InlineData("q", "q_1")]
    [InlineData("deep", "deep_1")]
    public void NewNameIsTakenNowhereInsideOrOutside(string wish, string name) => Assert.Equal(name, ModelText.Parse(Nested).Graph.AddNamed(wish).Name);

    [Fact]
    public void NewNameInASubgraphIsTakenNowhereOutside()
    {
        var inner = ModelText.Parse(Nested).Graph.Nodes[0].Attributes.Graphs.First();

        Assert.Equal(["x_1", "deep_1", "q"], new[] { "x", "deep", "q" }.Select(n => inner.AddNamed(n).Name));
    }
}
