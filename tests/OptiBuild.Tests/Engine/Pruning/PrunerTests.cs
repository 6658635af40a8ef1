using OptiBuild.Engine;
using OptiBuild.Engine.Pruning;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Pruning;

public class PrunerTests
{
    const string FiveThousandWeights = """
        g (float[N,40] x) => (float[N,60] y) <float[40,50] w1 = ~, float[50,60] w2 = ~, float[60] b = ~>
        {
            [first] a = MatMul(x, w1)
            [second] y = Gemm(a, w2, b)
        }
        """;

    [Theory]
    [InlineData("layer", 1600, 2400)]
    [InlineData("global", null, null)]
    public void TwentyPercentOfFiveThousandLeavesFourThousand(string scope, int? first, int? second)
    {
        var model = Pruned(FiveThousandWeights, ("SparsityScope", scope));
        var (w1, w2) = (NonZeros(model, "w1"), NonZeros(model, "w2"));

        Assert.Equal(4000, w1 + w2);
        if (first is not null) Assert.Equal((first, second), (w1, w2));
    }

    [Fact]
    public void GlobalTakesFromTheLayerWithSmallWeights()
    {
        var model = ModelSamples.Parse(FiveThousandWeights);
        var tiny = model.Graph.Own("w1")!;
        tiny.Data = Tensor.Floats(tiny.Data!.Shape, [.. tiny.Data.Span<float>().ToArray().Select(v => v / 1_000_000)]);

        Pruner.Apply(Pruner.Plan(model, Asking(("SparsityScope", "global")), source: null));

        Assert.Equal((1000, 3000), (NonZeros(model, "w1"), NonZeros(model, "w2")));
    }

    [Fact]
    public void KeepsTheLargestWeightsAsTheyAre()
    {
        var before = ModelSamples.Parse(FiveThousandWeights).Graph.Own("w1")!.Data!.Span<float>().ToArray();
        var after = Pruned(FiveThousandWeights).Graph.Own("w1")!.Data!.Span<float>().ToArray();
        var threshold = before.Select(Math.Abs).Order().ElementAt(400);

        Assert.Equal(before.Select(v => Math.Abs(v) < threshold ? 0 : v), after);
    }

    [Fact]
    public void BiasesAreLeftAlone() => Assert.Equal(60, NonZeros(Pruned(FiveThousandWeights, ("Sparsity", "90%")), "b"));

    [Fact]
    public void KeptNodesAreLeftAlone()
    {
        var model = Pruned(FiveThousandWeights, ("KeepFloat", "second"));

        Assert.Equal((1600, 3000), (NonZeros(model, "w1"), NonZeros(model, "w2")));
    }

    [Fact]
    public void SharedWeightIsPrunedOnce()
    {
        var model = Pruned("g (float[N,10] x) => (float[N,10] y) <float[10,10] w = ~> { a = MatMul(x, w) y = MatMul(a, w) }");

        Assert.Equal(80, NonZeros(model, "w"));
    }

    [Fact]
    public void WeightsOfRecurrentLayersArePruned()
    {
        var model = Pruned("""
            g (float[5,N,8] x) => (float[5,1,N,4] y) <float[1,16,8] w = ~, float[1,16,4] r = ~, float[1,32] b = ~>
            { y = LSTM<hidden_size=4>(x, w, r, b) }
            """);

        Assert.Equal((102, 51, 32), (NonZeros(model, "w"), NonZeros(model, "r"), NonZeros(model, "b")));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    public void OtherModesPruneNothing(string mode) =>
        Assert.Empty(Pruner.Plan(ModelSamples.Parse(FiveThousandWeights), Options.From([new("Pruning", mode)]), source: null).Weights);

    [Fact]
    public void PlanChangesNothingUntilItIsApplied()
    {
        var model = ModelSamples.Parse(FiveThousandWeights);
        var plan = Pruner.Plan(model, Asking(), source: null);

        Assert.Equal([400L, 600L], plan.Weights.Select(w => w.Zeros));
        Assert.Equal(2000, NonZeros(model, "w1"));
        Assert.Equal(2, Pruner.Apply(plan));
        Assert.Equal(1600, NonZeros(model, "w1"));
    }

    [Fact]
    [Provokes("OB1010")]
    public void ElementPruningNeedsASparsity()
    {
        var refused = Assert.Throws<OptiBuildException>(() => Pruner.Plan(ModelSamples.Parse(FiveThousandWeights), Options.From([new("Pruning", "element")]), source: null));

        Assert.Equal("Pruning=element needs a Sparsity. Add Sparsity=50%, or set Pruning=auto.", refused.Message);
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("none")]
    [Provokes("OB1007")]
    public void SparsityWithoutElementPruningIsAContradiction(string mode)
    {
        var refused = Assert.Throws<OptiBuildException>(() => Pruner.Plan(ModelSamples.Parse(FiveThousandWeights), Asking(("Pruning", mode)), source: null));

        Assert.Equal($"Sparsity cannot be combined with Pruning={mode}. Remove one of them.", refused.Message);
    }

    static Model Pruned(string text, params (string Name, string Text)[] options)
    {
        var model = ModelSamples.Parse(text);
        Pruner.Apply(Pruner.Plan(model, Asking(options), source: null));
        return model;
    }

    static Options Asking(params (string Name, string Text)[] options) =>
        Options.From([new("Pruning", "element"), new("Sparsity", "20%"), new("SparsityScope", "layer"), .. options.Select(o => KeyValuePair.Create(o.Name, o.Text))]);

    static int NonZeros(Model model, string name) => model.Graph.Own(name)!.Data!.Span<float>().ToArray().Count(v => v != 0);
}
