using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class MergeConstantsTests
{
    [Fact]
    public void EqualConstantsBecomeOne()
    {
        var model = ModelText.Parse("g (float[2] x) => (y) <float[2] a = {1, 2}, float[2] b = {1, 2}, float[2] c = {1, 3}, float[2,1] d = {1, 2}, int32[2] e = {1065353216, 1073741824}> { p = Add(x, a) q = Add(p, b) r = Add(q, c) s = Op(r, d, e) y = Add(s, b) }");

        Assert.Equal(1, MergeConstants.Run(model));

        Assert.Equal(["a", "c", "d", "e"], model.Graph.Initializers.Select(v => v.Name));
        Assert.Equal(3, model.Graph.Own("a")!.Uses.Count);
    }

    [Fact]
    public void ReadersInSubgraphsFollow()
    {
        var model = ModelText.Parse("g (bool k, float x) => (y) <float a = {1}, float b = {1}> { p = Add(x, a) y = If<then_branch=t () => (z) { z = Add(p, b) }, else_branch=e () => (w) { w = Neg(p) }>(k) }");

        Assert.Equal(1, MergeConstants.Run(model));

        Assert.Equal(["a"], model.Graph.Initializers.Select(v => v.Name));
        GraphCheck.Check(model, "merging");
    }

    [Fact]
    public void DefaultsOfInputsStay()
    {
        var model = ModelText.Parse("g (float x, float a) => (y) <float a = {1}, float b = {1}> { p = Add(x, a) y = Add(p, b) }");

        Assert.Equal(0, MergeConstants.Run(model));
        Assert.Equal(2, model.Graph.Initializers.Count());
    }

    [Fact]
    public void ZeroPointsOfInt8WeightsStayApart()
    {
        var model = ModelText.Parse("""
            <opset_import: ["" : 17]>
            g (float[N,2] x) => (y) <int8[2,2] w = {1, 2, 3, 4}, int8[2,2] v = {1, 2, 3, 4}, float[2] s = {1, 1}, float[2] t = {1, 1}, int8[2] p = {0, 0}, int8[2] q = {0, 0}>
            { a = DequantizeLinear<axis=1>(w, s, p) b = DequantizeLinear<axis=1>(v, t, q) c = MatMul(x, a) y = MatMul(c, b) }
            """);

        Assert.Equal(1, MergeConstants.Run(model));

        Assert.Equal(["w", "v", "s", "p", "q"], model.Graph.Initializers.Select(i => i.Name));
    }
}
