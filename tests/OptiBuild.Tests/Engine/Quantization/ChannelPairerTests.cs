using OptiBuild.Engine;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class ChannelPairerTests
{
    /// <summary>Channels 0 and 1 are the large ones, of equal sign, and are 2 and 3 small: the order 0 2 1 3 has no costly pair.</summary>
    const string Uneven = """
        g (float[N,3] x) => (float[N,2] y)
        <float[3,4] w1 = ~, float[4] b1 = {1, 2, 3, 4}, float[4,2] w2 = {1.0, -0.9, 0.9, -1.0, 0.01, 0.02, -0.02, 0.01}>
        {
            a = Gemm(x, w1, b1)
            r = Relu(a)
            y = Gemm(r, w2)
        }
        """;

    static IReadOnlyList<OrderPlan> Plan(Model model, TargetName target, params string[] keepFloat) =>
        ChannelPairer.Plan(model, Placement.Plan(model.Graph, n => keepFloat.Contains(n.Label)), Targets.ByName[target]);

    [Theory]
    [InlineData(TargetName.Any)]
    [InlineData(TargetName.X64)]
    public void LargeNeighboursOfEqualSignPart(TargetName target)
    {
        var model = ModelSamples.Parse(Uneven);

        var plan = Plan(model, target).Single();

        Assert.Equal(Enumerable.Range(0, 4), plan.Order.Order());
        Assert.NotEqual(Array.IndexOf(plan.Order, 0) / 2, Array.IndexOf(plan.Order, 1) / 2);
        Assert.InRange(plan.After, 0, plan.Before / 2);
        Assert.Equal(1, ChannelPairer.Apply([plan]));
        Assert.Equal(plan.Order.Select(c => c + 1f), model.Graph.Own("b1")!.Data!.Span<float>().ToArray());
    }

    [Theory]
    [InlineData(TargetName.X64Vnni)]
    [InlineData(TargetName.Arm64)]
    public void NothingMovesWhereSumsDoNotSaturate(TargetName target) => Assert.Empty(Plan(ModelSamples.Parse(Uneven), target));

    [Fact]
    public void NothingMovesForWhatReadsInFloat() => Assert.Empty(Plan(ModelSamples.Parse(Uneven), TargetName.Any, "y"));

    [Fact]
    public void NothingMovesWhereNothingIsGained()
    {
        var model = ModelSamples.Parse(Uneven.Replace("0.9, -1.0, 0.01, 0.02", "0.01, 0.02, 0.9, -1.0", StringComparison.Ordinal));

        Assert.Empty(Plan(model, TargetName.Any));
    }

    [Fact]
    public void ModelsInTheSameOrderGetTheSameOne()
    {
        const string Text = "g (float[N,9] x) => (float[N,20] y) <float[9,64] w1 = ~, float[64,20] w2 = ~> { a = MatMul(x, w1) r = Relu(a) y = MatMul(r, w2) }";

        Assert.Equal(Plan(ModelSamples.Parse(Text), TargetName.Any).Single().Order, Plan(ModelSamples.Parse(Text), TargetName.Any).Single().Order);
    }

    [Fact]
    public void BlocksOfFlattenedChannelsMoveWhole()
    {
        var data = Tensor.Floats([1, 6], 0, 1, 2, 3, 4, 5);

        Assert.Equal([4, 5, 0, 1, 2, 3], ChannelPairer.Permuted(data, 1, [2, 0, 1]).Span<float>().ToArray());
        Assert.Equal([0f, 1, 2, 3, 4, 5], ChannelPairer.Permuted(data, 1, [0, 1, 2]).Span<float>().ToArray());
    }
}
