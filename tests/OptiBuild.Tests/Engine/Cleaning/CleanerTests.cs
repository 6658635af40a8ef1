using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Cleaning;

public class CleanerTests
{
    /// <summary>Folding multiplies weights by scales: last bits of floats, over sums of 36 products.</summary>
    const double FloatFolding = 1e-4;

    const string Normalized = """
        <ir_version: 8, opset_import: ["" : 17, "ai.onnx.ml" : 3], producer_name: "p", producer_version: "1.2", domain: "d", model_version: 7, doc_string: "says", metadata_props: ["author" : "me"]>
        g (float[N,4,6,6] x) => (float[N,6,4,4] y)
        <float[6,4,3,3] w = ~, float[6] b = ~, float[6] scale = ~, float[6] shift = ~, float[6] mean = ~, float[6] var = {1.0, 2.0, 0.5, 3.0, 0.25, 4.0}>
        {
            a = Conv(x, w, b)
            n = BatchNormalization(a, scale, shift, mean, var)
            i = Identity(n)
            y = Relu(i)
        }
        """;

    [Fact]
    public void FoldsBatchNormalizationIntoTheConvolution()
    {
        var model = ModelSamples.Parse(Normalized);

        var (cleaned, changes) = Cleaner.Clean(model.Clone());

        Assert.Equal(["Conv", "Relu"], cleaned.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(2, changes);
        Same(model, cleaned);
    }

    [Fact]
    public void FoldsConstants()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4] x) => (float[N,4] y) <float[4] a = ~, float[4] b = ~>
            {
                c = Mul(a, b)
                d = Neg(c)
                y = Add(x, d)
            }
            """);

        var cleaned = Cleaner.Clean(model.Clone()).Model;

        Assert.Equal(["Add"], cleaned.Graph.Nodes.Select(n => n.OpType));
        Same(model, cleaned);
    }

    [Fact]
    public void KeepsWhoMadeTheModelAndItsMetadata()
    {
        var cleaned = Cleaner.Clean(ModelSamples.Parse(Normalized)).Model;

        Assert.Equal(("p", "1.2", "d", 7L, "says"), (cleaned.ProducerName, cleaned.ProducerVersion, cleaned.Domain, cleaned.ModelVersion, cleaned.DocString));
        Assert.Equal([new("author", "me")], cleaned.Metadata);
        Assert.Equal(8, cleaned.IrVersion);
    }

    [Fact]
    public void ImportsOnlyTheDomainsItUses() => Assert.Equal([new OpsetImport("", 17)], Cleaner.Clean(ModelSamples.Parse(Normalized)).Model.Opsets);

    [Fact]
    public void UsesStandardOperatorsOnly() => Assert.All(Cleaner.Clean(ModelSamples.Parse(Normalized)).Model.Graph.Nodes, n => Assert.Equal("", n.Domain));

    [Fact]
    public void LeavesAModelThatFoldingWouldGrow()
    {
        var model = ModelSamples.Parse("g (float[N,64,64] x) => (float[N,64,64] y) <int64[3] size = {1, 64, 64}, float one = {1.0}> { k = Expand(one, size)  y = Mul(x, k) }");

        var (cleaned, changes) = Cleaner.Clean(model);

        Assert.Equal(0, changes);
        Assert.Equal(["Expand", "Mul"], cleaned.Graph.Nodes.Select(n => n.OpType));
    }

    [Fact]
    public void ControlFlowSurvives()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4] x, int64[1] times) => (float[?,?] y)
            <float[4,4] w = ~, bool yes = {1}, float limit = {0.5}, int64[0] scalar = {}>
            {
                a = MatMul(x, w)
                largest = ReduceMax<keepdims=0>(a)
                big = Greater(largest, limit)
                b = If<then_branch=t () => (float[?,?] p) { p = Neg(a) }, else_branch=e () => (float[?,?] q) { z = Identity(a)  q = Abs(z) }>(big)
                count = Reshape(times, scalar)
                y = Loop<body=l (int64 i, bool go, float[?,?] v) => (bool on, float[?,?] u) { on = Identity(go)  u = Add(v, a) }>(count, yes, b)
            }
            """);

        var cleaned = Cleaner.Clean(model.Clone()).Model;

        GraphCheck.Check(cleaned, "clean");
        Assert.Equal(["If", "Loop"], cleaned.Graph.Nodes.Select(n => n.OpType).Intersect(["If", "Loop"]));
        Same(model, cleaned);
    }

    [Fact]
    public void NamesOfInputsAndOutputsStay()
    {
        var cleaned = Cleaner.Clean(ModelSamples.Parse("""
            g (float[N,4] "in put", float[N,4] unused) => (float[N,4] "a/b", float[N,4] same) { "a/b" = Identity("in put")  c = Neg("in put")  same = Identity(c) }
            """)).Model;

        Assert.Equal(["in put", "unused"], cleaned.Graph.Inputs.Select(v => v.Name));
        Assert.Equal(["a/b", "same"], cleaned.Graph.Outputs.Select(v => v.Name));
    }

    [Fact]
    public void CleaningTwiceChangesNothingMore()
    {
        var once = Cleaner.Clean(ModelSamples.Parse(Normalized)).Model;

        var (twice, changes) = Cleaner.Clean(once.Clone());

        Assert.Equal(0, changes);
        Assert.Equal(ModelText.Print(once), ModelText.Print(twice));
    }

    [Fact]
    public void FoldsShapesAndWhatIsComputedFromThem()
    {
        var model = ModelSamples.Parse("""
            g (float[N,6,16] x) => (float[N,6,16] y) <int64 two = {2}, float half = {0.5}, int64[1] zero = {0}, int64[2] front = {-1,6}>
            {
                n = Neg(x)
                s = Shape(n)
                w = Gather(s, two)
                f = Cast<to=1>(w)
                r = Pow(f, half)
                d = Div(n, r)
                v = Unsqueeze(w, zero)
                shape = Concat<axis=0>(front, v)
                y = Reshape(d, shape)
            }
            """);

        var (cleaned, changes) = Cleaner.Clean(model.Clone());

        Assert.Equal(["Neg", "Div", "Reshape"], cleaned.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal([4], cleaned.Graph.Nodes[1].Input(1)!.Data!.Span<float>().ToArray());
        Assert.Equal([0, 6, 16], cleaned.Graph.Nodes[2].Input(1)!.Data!.Span<long>().ToArray());
        Assert.Equal(8, changes);
        Same(model, cleaned);
    }

    /// <summary>Shapes that ONNX Runtime infers: those of operators that the fold itself does not know.</summary>
    [Fact]
    public void FoldsShapesBehindAnyOperator()
    {
        var model = ModelSamples.Parse("""
            g (float[N,3,8,8] x) => (float[?,?,?] y) <float[4,3,2,2] w = ~, int64[1] zero = {0}, int64[1] two = {2}, int64[1] rest = {-1}>
            {
                c = Conv<strides=[2,2]>(x, w)
                s = Shape(c)
                front = Slice(s, zero, two)
                shape = Concat<axis=0>(front, rest)
                y = Reshape(c, shape)
            }
            """);

        var cleaned = Cleaner.Clean(model.Clone()).Model;

        Assert.Equal([0, 4, 16], cleaned.Graph.Nodes[1].Input(1)!.Data!.Span<long>().ToArray());
        Same(model, cleaned);
    }

    static void Same(Model expected, Model actual)
    {
        var samples = RandomSamples.For(expected, 8);

        Assert.Equal(OnnxRuntime.Answers(expected, samples, Optimization.None), OnnxRuntime.Answers(actual, samples, Optimization.None), Close.Within(FloatFolding));
    }
}
