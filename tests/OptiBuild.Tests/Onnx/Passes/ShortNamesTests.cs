using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx.Passes;

public class ShortNamesTests
{
    const string Nested = """
        g (float[N,4] image, bool condition) => (float[N,4] result) <float[4] weights = {1, 2, 3, 4}, float[4] unused_bias = {5, 6, 7, 8}>
        {
            product = Mul(image, weights)
            chosen = If(condition) <
                then_branch = yes () => (float[N,4] from_then) <float[4] inner = {9, 9, 9, 9}> { from_then = Add(product, inner) },
                else_branch = no () => (float[N,4] from_else) { doubled = Add(product, product)  from_else = Mul(doubled, unused_bias) }>
            result = Relu(chosen)
        }
        """;

    [Fact]
    public void WhatAUserAddressesKeepsItsName()
    {
        var model = ModelSamples.Parse(Nested);
        model.Metadata.Add(new("labels", "cat,dog"));

        Assert.True(ShortNames.Run(model) > 0);

        Assert.Equal(["image", "condition"], model.Graph.Inputs.Select(v => v.Name));
        Assert.Equal(["result"], model.Graph.Outputs.Select(v => v.Name));
        Assert.Equal("cat,dog", Assert.Single(model.Metadata).Value);
        Assert.All(model.Graphs.SelectMany(g => g.Nodes), n => Assert.Empty(n.Name));
        Assert.All(model.Graphs.SelectMany(g => g.Values).Where(v => v.Name is not ("image" or "condition" or "result")), v => Assert.InRange(v.Name.Length, 1, 2));
    }

    [Fact]
    public void NoNameIsUsedTwiceSoThatNoSubgraphHidesAValue()
    {
        var model = ModelSamples.Parse(Nested);

        ShortNames.Run(model);

        var names = model.Graphs.SelectMany(g => g.Values).Select(v => v.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    [Fact]
    public void AnswersAreTheSameBitForBit()
    {
        var model = ModelSamples.Parse("g (float[N,3,8,8] x) => (float[N,4,?,?] y) <float[4,3,3,3] w = ~, float[4] b = ~> { a = Conv(x, w, b)  c = Relu(a)  y = Add(c, c) }");
        var samples = RandomSamples.For(model, 4);
        var before = OnnxRuntime.Answers(model, samples, Optimization.All);

        ShortNames.Run(model);

        Assert.Equal(before, OnnxRuntime.Answers(ModelReader.Read(ModelWriter.ToBytes(model), null), samples, Optimization.All));
    }

    [Fact]
    public void ManyValuesGetDifferentNames()
    {
        var nodes = string.Join("\n", Enumerable.Range(0, 5000).Select(i => $"v{i + 1} = Relu(v{i})"));
        var model = ModelSamples.Parse($"g (float[N] v0) => (float[N] v5000) {{ {nodes} }}");

        ShortNames.Run(model);

        Assert.Equal(5001, model.Graph.Values.Select(v => v.Name).Distinct().Count());
        Assert.Same(model.Graph.Nodes[0].Output(0), model.Graph.Nodes[1].Input(0));
    }

    [Fact]
    public void ANameThatIsKeptIsGivenToNobodyElse()
    {
        var model = ModelSamples.Parse("g (float[N] a) => (float[N] b) { c = Relu(a)  d = Abs(c)  b = Neg(d) }");
        var name = "0";
        model.Graph.Rename(model.Graph.Inputs[0], name);

        ShortNames.Run(model);

        Assert.Equal(name, model.Graph.Inputs[0].Name);
        Assert.Equal(4, model.Graph.Values.Select(v => v.Name).Distinct().Count());
    }
}
