using OptiBuild.Onnx;

namespace OptiBuild.Tests.Onnx;

public class GraphCheckTests
{
    [Fact]
    public void AcceptsACorrectModel()
    {
        var model = Sample();

        GraphCheck.Check(model, "parsing");

        Assert.Equal(3, model.Graph.Nodes.Count);
    }

    [Fact]
    public void NeedsInputsBeforeTheyAreRead()
    {
        var model = Sample();
        var late = model.Graph.AddNode("Exp");
        late.SetOutput(0, model.Graph.Add("late"));
        late.SetInput(0, model.Graph.Find("x"));
        model.Graph.Nodes[0].SetInput(0, late.Output(0));

        Broken(model, "after step: Neg 't' reads 'late' before anything gives it.");
        model.Graph.Sort();
        GraphCheck.Check(model, "sorting");
    }

    [Fact]
    public void LetsSubgraphsSeeOnlyEarlierValues()
    {
        var model = ModelText.Parse("g (bool c, float x) => (y, z) { y = If<then_branch=t () => (a) { a = Neg(x) }>(c) z = Abs(x) }");
        model.Graph.Nodes[0].Attributes.Graphs.Single().Nodes[0].SetInput(0, model.Graph.Find("z"));

        Broken(model, "after step: Neg 'a' reads 'z' before anything gives it.");
    }

    [Fact]
    public void NeedsValuesOfTheSameGraph()
    {
        var (model, other) = (Sample(), Sample());
        model.Graph.Nodes[0].SetInput(0, other.Graph.Find("x"));

        Broken(model, "after step: Neg 't' reads 'x', which graph 'g' does not see under that name.");
    }

    [Fact]
    public void NoticesHiddenNames()
    {
        var model = ModelText.Parse("g (bool c, float x) => (y) { y = If<then_branch=t () => (a) { a = Neg(x) }>(c) }");
        model.Graph.Nodes[0].Attributes.Graphs.Single().Add("x");

        Broken(model, "after step: Neg 'a' reads 'x', which graph 't' does not see under that name.");
    }

    [Fact]
    public void NeedsOutputsThatExist()
    {
        var model = Sample();
        model.Graph.Outputs.Add(model.Graph.Add("nothing"));

        Broken(model, "after step: graph 'g' has the output 'nothing', which nothing gives.");
    }

    [Fact]
    public void NeedsOneProducerForEachValue()
    {
        var model = Sample();
        model.Graph.Nodes[0].Output(0)!.Data = Tensor.Floats([], 1);

        Broken(model, "after step: Neg 't' gives 't', which is given already.");
    }

    [Fact]
    public void NeedsInputsOfTheGraphAmongItsValues()
    {
        var (model, other) = (Sample(), Sample());
        model.Graph.Inputs.Add(other.Graph.Find("t")!);

        Broken(model, "after step: graph 'g' has the input 't', which is not one of its values.");
    }

    [Fact]
    public void NeedsDefaultsOfTheInputsType()
    {
        var model = Sample();
        model.Graph.Find("x")!.Data = Tensor.Int64s([], 1);

        Broken(model, "after step: graph 'g' has the input 'x' of type float with a default of type int64.");
    }

    [Fact]
    public void NeedsImportedDomains()
    {
        var model = ModelText.Parse("g (float x) => (y) { y = com.acme.Neg(x) }");

        var problem = Assert.Throws<ModelException>(() => GraphCheck.Check(model, "step"));

        Assert.Equal((ModelProblem.Operator, "after step: Neg 'y' is of the domain 'com.acme', which the model does not import; it imports ''."), (problem.Problem, problem.Message));
    }

    [Fact]
    public void NeedsSubgraphsBelowTheirNodesGraph()
    {
        var model = Sample();
        var inner = new Graph("inner");
        model.Graph.Nodes[0].Attributes.Set(new GraphAttribute("body", inner));

        Broken(model, "after step: Neg 't' holds graph 'inner', which belongs into another graph.");
    }

    [Fact]
    public void NoticesUsesOfRemovedNodes()
    {
        var model = Sample();
        var x = model.Graph.Find("x")!;
        // A node of a subgraph that was taken away without detaching it still reads x.
        var inner = new Graph("lost", model.Graph);
        inner.AddNode("Neg").SetInput(0, x);

        Broken(model, "after step: graph 'g' has the value 'x' with 3 uses; 2 inputs read it.");
    }

    static Model Sample() => ModelText.Parse("g (float x) => (y) { t = Neg(x) u = Abs(x) y = Add(t, u) }");

    static void Broken(Model model, string message)
    {
        var problem = Assert.Throws<ModelException>(() => GraphCheck.Check(model, "step"));
        Assert.Equal((ModelProblem.Structure, message), (problem.Problem, problem.Message));
    }
}
