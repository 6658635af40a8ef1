using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Tests.Onnx.Passes;

public class StripOpsetsTests
{
    [Fact]
    public void KeepsTheStandardDomainAndThoseInUse()
    {
        var model = ModelText.Parse("""
            <ir_version: 8, opset_import: ["ai.onnx.ml" : 3, "" : 17, "com.microsoft" : 1, "f" : 1, "inner" : 1]>
            g (bool c, float x) => (y) { y = If<then_branch=t () => (a) { a = inner.Op(x) }, else_branch=e () => (b) { b = f.F(x) }>(c) }
            <domain: "f", opset_import: ["" : 17, "com.microsoft" : 1]> F (a) => (b) { b = Neg(a) }
            """);

        Assert.Equal(3, StripOpsets.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["", "f", "inner"], model.Opsets.Select(o => o.Domain));
        Assert.Equal([""], model.Functions[0].Opsets.Select(o => o.Domain));
    }
}
