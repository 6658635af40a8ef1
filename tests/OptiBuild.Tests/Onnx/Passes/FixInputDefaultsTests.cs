using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class FixInputDefaultsTests
{
    [Fact]
    public void LeavesInputsThatCallersMustGive()
    {
        var model = ModelText.Parse("<ir_version: 3> g (float[N] x, float[M] w) => (y) <float[1] w = {2}> { y = Mul(x, w) }");

        Assert.Equal(1, FixInputDefaults.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["x"], model.Graph.Inputs.Select(v => v.Name));
        Assert.True(model.Graph.Find("w")!.IsConstant);
        Assert.Equal("[1]", model.Graph.Find("w")!.Tensor!.Shape!.ToString());
    }
}
