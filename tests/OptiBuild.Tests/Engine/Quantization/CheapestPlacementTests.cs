using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class CheapestPlacementTests
{
    const string TooSlow = CheapestPlacement.Reason;

    static string Products(int size) => $$"""
        g (float[N,{{size}}] x) => (float[N,{{size}}] y) <float[{{size}},{{size}}] w1 = ~, float[{{size}},{{size}}] w2 = ~>
        {
            a = MatMul(x, w1)
            y = MatMul(a, w2)
        }
        """;

    [Fact]
    public void LargeProductsRunInInt8() => Assert.Equal(["a", "y"], Int8(Products(512)));

    [Fact]
    public void SmallProductsStayFloatAndSayWhy()
    {
        var (graph, placement) = Find(Products(8));

        Assert.Empty(placement.Int8);
        Assert.All(graph.Nodes, n => Assert.Equal(TooSlow, placement.Reason(n)));
    }

    /// <summary>What lies between two large products is quantized with them, however little it does.</summary>
    [Fact]
    public void SmallOperatorBetweenLargeOnesFollowsThem() => Assert.Equal(["a", "b", "y"], Int8("""
        g (float[N,512] x) => (float[N,512] y) <float[512,512] w1 = ~, float[512,512] w2 = ~>
        {
            a = MatMul(x, w1)
            b = Relu(a)
            y = MatMul(b, w2)
        }
        """));

    /// <summary>A depthwise convolution is slower in int8; alone between float operators it has nothing to gain.</summary>
    [Fact]
    public void LonelyDepthwiseConvolutionStaysFloat() => Assert.Empty(Int8("""
        g (float[N,32,32,32] x) => (float[N,32,32,32] y) <float[32,1,3,3] w = ~>
        {
            n = Softmax(x)
            c = Conv<group=32, pads=[1,1,1,1]>(n, w)
            y = Softmax(c)
        }
        """));

    [Theory]
    [MemberData(nameof(Graphs))]
    public void NeverCostsMoreThanAllFloatOrAllThatCan(string text)
    {
        var model = ModelSamples.Parse(text);
        var cost = Cost(model);
        var all = Placement.Plan(model.Graph, _ => false);

        var cheapest = cost.Of(CheapestPlacement.Find(model.Graph, all, cost));

        Assert.InRange(cheapest, 0, Math.Min(cost.Of(all), cost.Of(all.Without([.. model.Graph.Nodes], TooSlow))) + CheapestPlacement.LeastGain);
    }

    /// <summary>Three products read one activation: alone none can leave, because its conversion stays for the others.</summary>
    [Fact]
    public void ProductsThatShareAConversionLeaveTogether() => Assert.Empty(Int8("""
        g (float[N,48] x) => (float[N,48] a, float[N,48] b, float[N,48] c) <float[48,48] w1 = ~, float[48,48] w2 = ~, float[48,48] w3 = ~>
        {
            n = Tanh(x)
            a = MatMul(n, w1)
            b = MatMul(n, w2)
            c = MatMul(n, w3)
        }
        """));

    /// <summary>The table's numbers: kernels, or the time to fetch the weight, and one conversion of the input.</summary>
    [Fact]
    public void CostIsTheSumOfKernelsAndConversions()
    {
        var model = ModelSamples.Parse("g (float[N,4,8,8] x) => (float[N,6,6,6] y) <float[6,4,3,3] w = ~> { y = Conv(x, w) }");
        var int8 = Placement.Plan(model.Graph, _ => false);
        var costs = Targets.ByName[TargetName.Any].Costs;

        var (inFloat, inInt8) = (Cost(model).Of(int8.Without([.. model.Graph.Nodes], "")), Cost(model).Of(int8));

        const int products = 6 * 6 * 6 * 36, inputs = 4 * 8 * 8, outputs = 6 * 6 * 6;
        Assert.Equal(costs.Float.Node + products * costs.Float.Multiply, inFloat, Close.Relative(1e-12));
        Assert.Equal(costs.Int8.Node + products * costs.Int8.Multiply + 2 * costs.ConvertNode + (inputs + outputs) * costs.Convert, inInt8, Close.Relative(1e-12));
    }

    [Fact]
    public void SizesAreThoseOfOneSample()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4,8,8] x, int64[N,3] ids) => (float[N,6,6,6] y, float[N,3,5] z) <float[6,4,3,3] w = ~, float[8,5] table = ~>
            {
                a = Conv(x, w)
                y = Relu(a)
                z = Gather(table, ids)
            }
            """);

        var profile = Profile.Measure(model, RandomSamples.For(model, 3), Once);

        Assert.Equal([256, 216, 216, 15], new[] { "x", "a", "y", "z" }.Select(n => profile.Elements(model.Graph.Own(n)!)));
    }

    public static TheoryData<string> Graphs => [.. Texts];

    /// <summary>Of rules, and nets that mix all they can.</summary>
    static IEnumerable<string> Texts => [.. OpRules.All.Where(r => r is not (Stores or Stays or Dynamic)).Select(r => ModelSamples.Sample(r).Text), .. NetKinds.Names.Select(NetKinds.Text), .. Enumerable.Range(1, 12).Select(seed => MixedNet.Text(90, (ulong)seed))];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void FindsWhatThePlainSearchFinds(string text)
    {
        var model = ModelSamples.Parse(text);
        var cost = Cost(model);
        var start = Placement.Plan(model.Graph, _ => false);

        var (expected, actual) = (PlainSearch(model.Graph, start, cost), CheapestPlacement.Find(model.Graph, start, cost));

        Assert.Equal(model.Graph.Nodes.Where(expected.IsInt8), model.Graph.Nodes.Where(actual.IsInt8));
        Assert.All(model.Graph.Nodes, n => Assert.Equal(expected.Reason(n), actual.Reason(n)));
    }

    /// <summary>The sums are over other nodes: rounding aside, which is of the last digits of all that is added up.</summary>
    [Theory]
    [MemberData(nameof(Graphs))]
    public void CostAroundANodeIsWhatTheWholeDiffersBy(string text)
    {
        var model = ModelSamples.Parse(text);
        var cost = Cost(model);
        var placement = Placement.Plan(model.Graph, _ => false);
        var whole = cost.Of(placement);

        foreach (var node in model.Graph.Nodes.Where(placement.IsInt8).ToArray())
        {
            var other = placement.Without([node], TooSlow);
            var left = model.Graph.Nodes.Where(n => placement.IsInt8(n) && !other.IsInt8(n)).ToArray();

            Assert.Equal(cost.Of(other) - whole, cost.Around(left, other) - cost.Around(left, placement), Close.Within(1e-9 * whole));
        }
    }

    [Fact]
    public void GroupsHoldWhatIsToldOfEachValueAlone() => Assert.All(Texts.Select(ModelSamples.Parse), model =>
    {
        var placement = Placement.Plan(model.Graph, _ => false);
        var grouped = ActivationGroups.Of(model.Graph, placement).SelectMany(g => g.Values).ToHashSet();

        Assert.All(model.Graph.Values, v => Assert.Equal(grouped.Contains(v), ActivationGroups.IsInteger(v, placement)));
    });

    /// <summary>The plain search takes minutes for such a graph; a fraction of this limit is enough on any machine.</summary>
    [Fact]
    public void GraphOfFiveThousandNodesTakesSeconds()
    {
        var model = ModelSamples.Parse(MixedNet.Text(5000, 1));
        var cost = Cost(model);
        var start = Placement.Plan(model.Graph, _ => false);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        var cheapest = CheapestPlacement.Find(model.Graph, start, cost);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 20);
        Assert.InRange(cost.Of(cheapest), 0, cost.Of(start));
    }

    /// <summary>The same search with the cost of the whole graph at every step.</summary>
    static Placement PlainSearch(Graph graph, Placement start, CostModel model)
    {
        var best = start;
        foreach (var region in CheapestPlacement.Regions(graph, start)) best = Better(best, region);
        for (var round = 0; round < CheapestPlacement.Rounds; round++)
        {
            var before = best;
            foreach (var step in CheapestPlacement.Steps(graph))
                best = Better(best, step);
            if (best == before) break;
        }
        return Better(best, [.. graph.Nodes]);

        Placement Better(Placement from, IReadOnlyCollection<Node> nodes)
        {
            var other = from.Without([.. nodes], TooSlow);
            return model.Of(other) < model.Of(from) - CheapestPlacement.LeastGain ? other : from;
        }
    }

    static Run Once => new(1, (_, _) => { }, CancellationToken.None);

    static CostModel Cost(Model model) => CostModel.For(model, Targets.ByName[TargetName.Any], RandomSamples.For(model, 1), Once)!;

    static (Graph Graph, Placement Placement) Find(string text)
    {
        var model = ModelSamples.Parse(text);
        return (model.Graph, Placement.For(model.Graph, Options.Default, Cost(model)));
    }

    static string[] Int8(string text)
    {
        var (graph, placement) = Find(text);
        return [.. graph.Nodes.Where(placement.IsInt8).Select(n => n.Name)];
    }
}
