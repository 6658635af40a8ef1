using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx.Passes;

public class DropZeroStatesTests
{
    /// <summary>As exporters write it: the batch's size is read from the data, and states of that size are made in each run.</summary>
    const string Exported = """
        g (float[N,5,8] x) => (float[5,1,N,6] y)
        <float[1,24,8] w = ~, float[1,24,6] r = ~, float[1,48] b = ~, int64 zero = {0}, int64[1] first = {0}, int64[1] two = {2}, int64[1] one = {1}, int64[1] six = {6}>
        {
            t = Transpose<perm=[1,0,2]>(x)
            s = Shape(x)
            n = Gather(s, zero)
            m = Unsqueeze(n, first)
            size = Concat<axis=0>(two, m, six)
            both = ConstantOfShape(size)
            h = Slice(both, first, one, first)
            c = Slice(both, one, two, first)
            y = LSTM<hidden_size=6>(t, w, r, b, "", h, c)
        }
        """;

    [Fact]
    public void StatesThatAreMadeOfZerosGoWithAllThatMakesThem()
    {
        var (before, model) = (ModelSamples.Parse(Exported), ModelSamples.Parse(Exported));

        Assert.Equal(2, DropZeroStates.Run(model));

        GraphCheck.Check(model, "pass");
        Assert.Equal(["Transpose", "LSTM"], model.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(4, model.Graph.Nodes[1].Inputs.Count);
        var samples = RandomSamples.For(before, 5);
        Assert.Equal(OnnxRuntime.Answers(before, samples, Optimization.None), OnnxRuntime.Answers(model, samples, Optimization.None));
        Assert.Equal(0, DropZeroStates.Run(model));
    }

    [Fact]
    public void CleaningDropsThem() =>
        Assert.Equal(["Transpose", "LSTM"], Cleaner.Clean(ModelSamples.Parse(Exported)).Model.Graph.Nodes.Select(n => n.OpType));

    [Theory]
    [InlineData("z = ConstantOfShape(size) h = Identity(z)")]
    [InlineData("z = ConstantOfShape(flat) h = Reshape(z, size)")]
    [InlineData("z = ConstantOfShape(flat) h = Expand(z, size)")]
    [InlineData("z = ConstantOfShape(pair) u = Unsqueeze(z, first) v = Squeeze(u, first) w2 = Unsqueeze(v, first) h = Transpose<perm=[0,1,2]>(w2)")]
    [InlineData("z = ConstantOfShape(size) i = Gather(z, zero) j = Unsqueeze(i, first) h = Tile(j, ones)")]
    [InlineData("z = ConstantOfShape(half) h = Concat<axis=2>(z, z)")]
    [InlineData("h = Identity(zeros)")]
    public void ZerosAreKnownBehindOperatorsThatMoveThem(string nodes)
    {
        var model = Gru(nodes);

        Assert.Equal(1, DropZeroStates.Run(model));
        Assert.Equal(["GRU"], model.Graph.Nodes.Select(n => n.OpType));
    }

    [Theory]
    [InlineData("h = ConstantOfShape<value=float[1] {1.0}>(size)")]
    [InlineData("z = ConstantOfShape(size) h = Add(z, ones4)")]
    [InlineData("z = ConstantOfShape(half) h = Concat<axis=2>(z, ones2)")]
    [InlineData("h = Identity(given)")]
    public void OtherStatesStay(string nodes)
    {
        var model = Gru(nodes);

        Assert.Equal(0, DropZeroStates.Run(model));
        Assert.NotNull(model.Graph.Own("y")!.Producer!.Input(5));
    }

    [Fact]
    public void OneOfTwoStatesMayStay()
    {
        var model = ModelSamples.Parse("""
            g (float[5,N,8] x, float[1,N,6] c) => (float[5,1,N,6] y) <float[1,24,8] w = ~, float[1,24,6] r = ~, float[1,1,6] h = {0.0, -0.0, 0.0, 0.0, 0.0, 0.0}>
            { y = LSTM<hidden_size=6>(x, w, r, "", "", h, c) }
            """);

        Assert.Equal(1, DropZeroStates.Run(model));

        Assert.Equal([true, true, true, false, false, false, true], model.Graph.Nodes[0].Inputs.Select(v => v is not null));
    }

    static Model Gru(string nodes) => ModelSamples.Parse($$"""
        g (float[5,1,8] x, float[1,1,4] given) => (float[5,1,1,4] y)
        <float[1,12,8] w = ~, float[1,12,4] r = ~, int64[3] size = {1, 1, 4}, int64[3] half = {1, 1, 2}, int64[1] flat = {4}, int64[2] pair = {1, 4}, int64[1] first = {0}, int64 zero = {0}, int64[3] ones = {1, 1, 1},
         float[4] ones4 = {1.0, 1.0, 1.0, 1.0}, float[1,1,2] ones2 = {1.0, 1.0}, float[1,1,4] zeros = {0.0, 0.0, 0.0, 0.0}>
        {
            {{nodes}}
            y = GRU<hidden_size=4>(x, w, r, "", "", h)
        }
        """);
}
