using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Pruning;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Bodies of If, Loop and Scan: they compute in float, store weights as int8, and read outer values as what they are.</summary>
public class SubgraphTests
{
    /// <summary>Both branches read a, which is computed in int8 and read in int8 by y; the first has a weight of its own, the second reads an outer one.</summary>
    const string Branches = """
        g (float[N,40] x) => (float[N,40] y, float[?,?] z) <float[40,40] w1 = ~, float[40,40] w2 = ~, float[40,30] outer = ~, float zero = {0.0}>
        {
            a = MatMul(x, w1)
            [y] y = MatMul(a, w2)
            s = ReduceSum<keepdims=0>(x)
            c = Greater(s, zero)
            [branch] z = If<then_branch=t () => (float[?,?] p) <float[40,30] inner = ~> { [inside] p = MatMul(a, inner) }, else_branch=e () => (float[?,?] q) { [reader] n = Neg(a) [outside] q = MatMul(n, outer) }>(c)
        }
        """;

    /// <summary>h = h · w + x, three times; x is read in int8 outside.</summary>
    const string Recurrence = """
        g (float[N,40] x) => (float[N,40] y, float[?,?] last, float[?,?,?] all) <float[40,40] w1 = ~, int64 times = {3}, bool go = {1}>
        {
            [y] y = MatMul(x, w1)
            last, all = Loop<body=b (int64 i, bool on, float[?,?] h) => (bool still, float[?,?] next, float[?,?] seen) <float[40,40] w = ~>
            {
                still = Identity(on)
                [product] m = MatMul(h, w)
                next = Add(m, x)
                seen = Tanh(next)
            }>(times, go, x)
        }
        """;

    const string Scanned = """
        g (float[5,40] x) => (float[?] last, float[?,?] all) <float[40] start = ~>
        {
            last, all = Scan<num_scan_inputs=1, body=b (float[40] h, float[40] t) => (float[40] next, float[40] seen) <float[40,40] w = ~>
            {
                m = MatMul(h, w)
                next = Add(m, t)
                seen = Tanh(next)
            }>(start, x)
        }
        """;

    /// <summary>Eight bits of a product of 40 leave more; a wrong weight or operand leaves less than 15.</summary>
    const double LeastSqnrDb = 30;

    [Theory]
    [InlineData(Branches)]
    [InlineData(Recurrence)]
    [InlineData(Scanned)]
    public void AnswersStay(string text)
    {
        var quantized = Quantized.Of(text);

        var exact = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.Equal(exact.Length, actual.Length);
        Assert.InRange(10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual)), LeastSqnrDb, double.PositiveInfinity);
    }

    [Fact]
    public void WeightsInsideAndReadFromInsideAreStored()
    {
        Assert.Equal(["inside", "outside"], Quantized.Of(Branches).Plan.Stored.Select(s => s.Node.Name));
        Assert.Equal(["product"], Quantized.Of(Recurrence).Plan.Stored.Select(s => s.Node.Name));
    }

    [Fact]
    public void WhatIsStoredLiesInTheGraphOfTheWeight()
    {
        var graph = Quantized.Of(Branches).Model.Graph;

        var inner = Inner(graph, "then_branch");
        Assert.Equal(["Cast", "Mul", "MatMul"], inner.Nodes.Select(n => n.OpType));
        Assert.Equal(ElementType.Int8, inner.Own("inner_int8")!.Data!.Type);
        Assert.Equal(ElementType.Int8, graph.Own("outer_int8")!.Data!.Type);
    }

    /// <summary>Folded at load, so that a loop does not compute its weights in every turn.</summary>
    [Theory]
    [InlineData(Branches)]
    [InlineData(Recurrence)]
    [InlineData(Scanned)]
    public void OnnxRuntimeFoldsThemAtLoad(string text)
    {
        var nodes = OnnxRuntime.Optimized(Quantized.Of(text).Model).Graph.WithSubgraphs().SelectMany(g => g.Nodes);

        Assert.DoesNotContain(nodes, n => n.OpType is "Cast" or "Mul");
    }

    [Fact]
    public void QuantizedOuterValueIsReadInsideAsFloat()
    {
        var graph = Quantized.Of(Branches).Model.Graph;
        var reader = Inner(graph, "else_branch").Nodes.Single(n => n.OpType == "Neg");

        Assert.Same(graph.Own("a"), reader.Input(0));
        Assert.Equal("DequantizeLinear", reader.Input(0)!.Producer!.OpType);
    }

    /// <summary>What is float outside stays exact inside, whoever else reads it rounded.</summary>
    [Fact]
    public void ExactOuterValueStaysExactInside()
    {
        var graph = Quantized.Of(Recurrence).Model.Graph;

        Assert.Same(graph.Own("x"), Inner(graph, "body").Nodes.Single(n => n.OpType == "Add").Input(1));
    }

    [Fact]
    public void EveryNodeInsideHasARowWithAReason()
    {
        var quantized = Quantized.Of(Recurrence);
        var rows = Layers.Of(quantized.Original.Graph, Plan(quantized.Original.Graph), PruningPlan.Nothing);

        Assert.Equal(["y", "last", "still", "product", "next", "seen"], rows.Select(r => r.Node));
        Assert.Equal("it lies in a subgraph, whose values calibration does not see", rows.Single(r => r.Node == "seen").Reason);
        Assert.All(rows.Skip(1), r => Assert.Equal((LayerDecision.Float, "float"), (r.Decision, r.Activations)));
    }

    [Theory]
    [InlineData("inside", "outside")]
    [InlineData("MatMul", "")]
    public void KeepFloatNamesNodesInside(string patterns, string stored) =>
        Assert.Equal(stored, string.Join(' ', Quantized.Of(Branches, ("KeepFloat", patterns)).Plan.Stored.Select(s => s.Node.Name)));

    static Graph Inner(Graph graph, string attribute) =>
        graph.Nodes.SelectMany(n => n.Attributes).OfType<GraphAttribute>().Single(a => a.Name == attribute).Value;

    static QuantizationPlan Plan(Graph graph)
    {
        var placement = Placement.For(graph, Options.Default, cost: null);
        return new(placement, Targets.ByName[TargetName.Any], [], [], [], [], [], []);
    }
}
