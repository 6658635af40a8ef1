using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Quantization;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Tables;

public class TargetsTable
{
    public static TheoryData<TargetName> Names => [.. Enum.GetValues<TargetName>()];

    [Fact]
    public void HasOneRowForEachName() => Assert.Equal(Enum.GetValues<TargetName>(), Targets.All.Select(t => t.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void SchemesFitTheirTypes(TargetName name)
    {
        var target = Targets.ByName[name];

        Assert.All([target.Activations, target.Weights], scheme =>
        {
            var (least, most) = scheme.Type == ElementType.UInt8 ? (0, 255) : (-128, 127);
            Assert.InRange(scheme.Min, least, most);
            Assert.InRange(scheme.Max, least, most);
        });
        Assert.True(target.Weights.Symmetric);
        Assert.Equal(-target.Weights.Max, target.Weights.Min);
        Assert.Equal(Granularity.Tensor, target.Activations.Granularity);
        Assert.NotEmpty(target.Reason);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void QuantizedModelHoldsTheTargetsTypesAndRuns(TargetName name)
    {
        var quantized = Quantized.Of(ModelSamples.Of(OpRules.ByOp["Add"]), ("TargetCpu", OptionRows.ByName["TargetCpu"].Values.Split(", ")[(int)name]));
        var zeros = quantized.Model.Graph.Nodes.Where(n => n.OpType == "QuantizeLinear").Select(n => n.Input(2)!.Data!.Type).Distinct();

        Assert.Equal([Targets.ByName[name].Activations.Type], zeros);
        Assert.InRange(quantized.Difference(Optimization.All), 0, ErrorBound.Of(quantized));
    }

    /// <summary>With signed activations this is where x64 falls back to float.</summary>
    [Theory]
    [InlineData(TargetName.Any)]
    [InlineData(TargetName.X64)]
    [InlineData(TargetName.X64Vnni)]
    public void NothingStaysFloatOnX64(TargetName name)
    {
        Assert.Equal(Scheme.U8Tensor, Targets.ByName[name].Activations);

        Assert.Equal(ModelSamples.Sample(OpRules.ByOp["Add"]).Kernels, string.Join(' ', OnnxRuntime.Operators(Quantized.Of(ModelSamples.Of(OpRules.ByOp["Add"])).Model)));
    }
}
