using OptiBuild.Engine.Levels;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Levels;

public class ResponsesTests
{
    const string Detector = """
        g (float[N,4] x) => (float[N,2] scores, float[N,2] boxes)
        <float[4,6] w = ~, float[6,6] v = ~, float[6,6] u = ~, int64[1] k = {2}>
        {
            f = MatMul(x, w)
            h = Relu(f)
            a = MatMul(h, v)
            b = MatMul(h, u)
            s = Sigmoid(a)
            scores, places = TopK(s, k)
            e = Exp(b)
            boxes = GatherElements<axis=1>(e, places)
        }
        """;

    [Fact]
    public void WhatIsSelectedByScoresIsComparedBeforeItIsSelected()
    {
        var graph = ModelSamples.Parse(Detector).Graph;

        var places = Responses.Of(graph).Places;

        Assert.Equal(["a", "b"], places.Select(p => graph.Nodes[p.Node].Input(p.Input)!.Name).Order());
    }

    [Fact]
    public void OthersAreComparedByTheirOutputs()
    {
        var graph = ModelSamples.Parse("g (float[N,4] x) => (float[N,6] y) <float[4,6] w = ~> { f = MatMul(x, w) y = Softmax(f) }").Graph;

        Assert.Empty(Responses.Of(graph).Places);
    }

    [Fact]
    public void SelectionInFrontOfALayerIsPartOfTheModel()
    {
        var graph = ModelSamples.Parse("g (float[N,4] x) => (float[N,6] y) <float[2,6] w = ~, int64[1] k = {2}> { t, i = TopK(x, k) y = MatMul(t, w) }").Graph;

        Assert.Empty(Responses.Of(graph).Places);
    }

    [Fact]
    public void ExposedTheyAreTheOnlyOutputs()
    {
        var graph = ModelSamples.Parse(Detector).Graph;

        Responses.Of(graph).Expose(graph, graph.Nodes);

        Assert.Equal(["a", "b"], graph.Outputs.Select(o => o.Name).Order());
    }
}
