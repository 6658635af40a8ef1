using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Onnx.Passes;

/// <summary>The ways in which exporters compute shapes, and what must stay because a constant would not say the same.</summary>
public class FoldShapesTests
{
    const string View = """
        g (float[N,6,8] x) => (float[?,?,?,?] y) <int64 one = {1}, int64 two = {2}, int64 heads = {4}, int64[1] rest = {-1}, int64[1] four = {4}, int64[1] zero = {0}>
        {
            s = Shape(x)
            length = Gather(s, one)
            width = Gather(s, two)
            head = Div(width, heads)
            l = Unsqueeze(length, zero)
            h = Unsqueeze(head, zero)
            shape = Concat<axis=0>(rest, l, four, h)
            y = Reshape(x, shape)
        }
        """;

    [Fact]
    public void ViewBecomesAConstantThatCopiesTheBatch()
    {
        var (model, folded) = Fold(View);

        Assert.Equal(1, folded);
        Assert.Equal([0, 6, 4, 2], Shapes(model));
        Assert.Equal(["Reshape"], Operators(model));
    }

    [Fact]
    public void NamesReachTheNextLayer()
    {
        var (model, _) = Fold("""
            g (float[N,6,8] x) => (float[?,?,?] z) <int64[4] split = {-1, 6, 4, 2}, float[8,8] w = ~, float[8] b = ~, int64[1] from = {0}, int64[1] to = {2}, int64[1] width = {8}>
            {
                a = Reshape(x, split)
                t = Transpose<perm=[0,2,1,3]>(a)
                u = Transpose<perm=[0,2,3,1]>(a)
                scores = MatMul(t, u)
                p = Softmax<axis=-1>(scores)
                c = MatMul(p, t)
                back = Transpose<perm=[0,2,1,3]>(c)
                s = Shape(back)
                begin = Slice(s, from, to)
                shape = Concat<axis=0>(begin, width)
                joined = Reshape(back, shape)
                o = MatMul(joined, w)
                sum = Add(o, x)
                n = LayerNormalization<axis=-1>(sum, b)
                s2 = Shape(n)
                begin2 = Slice(s2, from, to)
                shape2 = Concat<axis=0>(begin2, width)
                z = Reshape(n, shape2)
            }
            """);

        Assert.Equal([[0, 6, 4, 2], [0, 6, 8], [0, 6, 8]], AllShapes(model));
        Assert.DoesNotContain("Shape", Operators(model));
    }

    [Theory]
    // flatten(1): the batch, and the rest
    [InlineData("x: [N,4,3]", "n = Gather(s, i0) a = Unsqueeze(n, v0) shape = Concat<axis=0>(a, rest) y = Reshape(x, shape)", "0,12")]
    // flatten(2)
    [InlineData("x: [N,4,2,3]", "a = Slice(s, v0, v2) shape = Concat<axis=0>(a, rest) y = Reshape(x, shape)", "0,4,6")]
    // view(N·4, 3): the product is the only open size
    [InlineData("x: [N,4,3]", "n = Gather(s, i0) m = Mul(n, i4) a = Unsqueeze(m, v0) b = Slice(s, v2, v3) shape = Concat<axis=0>(a, b) y = Reshape(x, shape)", "-1,3")]
    // sizes of several axes that stay open are all copied
    [InlineData("x: [N,S,8]", "a = Slice(s, v0, v2) shape = Concat<axis=0>(a, v4, v2) y = Reshape(x, shape)", "0,0,4,2")]
    // chunk: (size + 1) / 2, exported with integers
    [InlineData("x: [N,8]", "w = Gather(s, i1) more = Add(w, i1) h = Div(more, i2) a = Unsqueeze(h, v0) shape = Concat<axis=0>(rest, v2, a) y = Reshape(x, shape)", "0,2,4")]
    // a scalar through Reshape, and 32-bit integers
    [InlineData("x: [N,8]", "w = Gather(s, i1) c = Cast<to=6>(w) e = Cast<to=7>(c) a = Reshape(e, rest) shape = Concat<axis=0>(rest, a) y = Reshape(x, shape)", "0,8")]
    public void PatternsOfExporters(string x, string nodes, string expected)
    {
        var (model, folded) = Fold(Small(x, nodes));

        Assert.InRange(folded, 1, 2);
        Assert.Equal(expected, string.Join(',', Shapes(model)));
    }

    [Theory]
    // two open sizes that are nobody's copy
    [InlineData("x: [N,S,8]", "n = Gather(s, i0) l = Gather(s, i1) a = Unsqueeze(l, v0) b = Unsqueeze(n, v0) shape = Concat<axis=0>(a, b, rest) y = Reshape(x, shape)")]
    // −1 beside a copied size would refuse a batch of 0
    [InlineData("x: [N,S,8]", "l = Gather(s, i1) m = Mul(l, i2) a = Unsqueeze(m, v0) b = Slice(s, v0, v1) shape = Concat<axis=0>(b, a, v4) y = Reshape(x, shape)")]
    // depends on the data, twice
    [InlineData("x: [N,8]", "nz = NonZero(x) q = Shape(nz) k = Gather(q, i1) a = Unsqueeze(k, v0) m = Div(i4, k) b = Unsqueeze(m, v0) shape = Concat<axis=0>(a, b, v2) y = Reshape(x, shape)")]
    // not divisible for every batch
    [InlineData("x: [N,8]", "n = Gather(s, i0) m = Div(n, i2) a = Unsqueeze(m, v0) shape = Concat<axis=0>(a, rest) y = Reshape(x, shape)")]
    // the whole shape
    [InlineData("x: [N,S,8]", "p = Size(x) l = Gather(s, i1) q = Div(p, l) a = Unsqueeze(q, v0) b = Unsqueeze(l, v0) shape = Concat<axis=0>(b, a) y = Reshape(x, shape)")]
    public void LeavesWhatNoConstantCanSay(string x, string nodes)
    {
        var (model, folded) = Fold(Small(x, nodes));

        Assert.Equal(0, folded);
        Assert.Contains("Shape", Operators(model));
    }

    [Fact]
    public void ExpandKeepsTheBatchWithOne()
    {
        var (model, _) = Fold("""
            g (float[N,1,1,6] x) => (float[?,?,?,?] y) <int64[1] v0 = {0}, int64[1] v1 = {1}, int64[3] others = {4,5,6}, int64[4] minus = {-1,-1,-1,-1}>
            {
                s = Shape(x)
                n = Slice(s, v0, v1)
                wanted = Concat<axis=0>(n, others)
                length = Shape(wanted)
                ones = ConstantOfShape<value=int64[1] {1}>(length)
                open = Equal(wanted, minus)
                shape = Where(open, ones, wanted)
                y = Expand(x, shape)
            }
            """);

        Assert.Equal([1, 4, 5, 6], Shapes(model));
        Assert.Equal(["Expand"], Operators(model));
    }

    [Fact]
    public void ExpandToAnotherValuesBatchStays()
    {
        var (model, folded) = Fold("g (float[N,6] x, float[1,6] t) => (float[?,?] y) { s = Shape(x) y = Expand(t, s) }");

        Assert.Equal(0, folded);
        Assert.Equal(["Shape", "Expand"], Operators(model));
    }

    [Fact]
    public void NumbersBecomeConstantsWhoeverReadsThem()
    {
        var (model, folded) = Fold("""
            g (float[N,16] x) => (float[N,16] y) <int64 one = {1}, float half = {0.5}>
            { s = Shape(x) w = Gather(s, one) f = Cast<to=1>(w) r = Pow(f, half) y = Div(x, r) }
            """);

        Assert.Equal(1, folded);
        Assert.Equal(["Cast", "Pow", "Div"], Operators(model));
        Assert.Equal(16, model.Graph.Nodes[0].Input(0)!.Data!.Span<long>()[0]);
    }

    [Fact]
    public void SubgraphsReadTheConstants()
    {
        var (model, _) = Fold("""
            g (float[N,16] x, bool c) => (float[?,?] y) <int64[1] v1 = {1}, int64[1] v2 = {2}>
            { s = Shape(x) w = Slice(s, v1, v2) y = If<then_branch=t () => (float[?,?] p) { p = Expand(x, w) }, else_branch=e () => (float[?,?] q) { q = Neg(x) }>(c) }
            """);

        Assert.Equal(["If"], Operators(model));
    }

    [Fact]
    public void SubgraphsStay() => Assert.Equal(0, Fold("""
        g (float[N,4,4] x, bool c) => (float[?,?] y) <int64[2] k = {-1,16}>
        { y = If<then_branch=t () => (float[?,?] p) { p = Reshape(x, k) }, else_branch=e () => (float[?,?] q) { q = Flatten(x) }>(c) }
        """).Folded);

    [Fact]
    public void AllowZeroGoesWhereASizeIsCopied()
    {
        var (model, _) = Fold("g (float[N,4] x) => (float[?,?] y) { s = Shape(x) y = Reshape<allowzero=1>(x, s) }");

        Assert.Equal([0, 4], Shapes(model));
        Assert.Null(model.Graph.Nodes[0].Attributes["allowzero"]);
    }

    [Theory]
    [InlineData("g (float[N,0] x, float[N,4] z) => (float[?,?] y) <int64[1] v0 = {0}, int64[1] v1 = {1}> { s = Shape(z) n = Slice(s, v0, v1) t = Concat<axis=0>(n, v0) y = Reshape<allowzero=1>(x, t) }")]
    [InlineData("g (float[?,4] x, float[?,4] z) => (float[?,?] y) <int64[1] v0 = {0}, int64[1] v1 = {1}, int64[1] v4 = {4}> { s = Shape(z) n = Slice(s, v0, v1) t = Concat<axis=0>(v4, n) u = Shape(x) m = Slice(u, v0, v1) w = Concat<axis=0>(t, m) y = Tile(x, n) k = Reshape(w, v4) }")]
    public void LeavesZerosAndStrangers(string text) => Assert.Equal(0, FoldShapes.Run(ModelSamples.Parse(text), new Dictionary<string, Shape>()));

    [Fact]
    public void AConstantThatComputesTheBatchCopiesIt() =>
        Assert.Equal([0, 4, 2], Shapes(Fold("g (float[N,8] x) => (float[?,?,?] y) <int64[3] k = {-1,4,2}> { y = Reshape(x, k) }").Model));

    [Fact]
    public void AnotherConstantStays() =>
        Assert.Equal(0, Fold("g (float[N,8] x) => (float[?,?] y) <int64[2] k = {-1,4}> { y = Reshape(x, k) }").Folded);

    [Fact]
    public void ShapesThatOthersKnowCount()
    {
        var text = "g (float[N,8] x) => (float[?,?,?] y) <int64[3] k = {-1,4,2}> { a = other.Op(x) y = Reshape(a, k) }";
        var model = ModelText.Parse(text);

        Assert.Equal(0, FoldShapes.Run(model, new Dictionary<string, Shape>()));
        Assert.Equal(1, FoldShapes.Run(model, new Dictionary<string, Shape> { ["a"] = Shape.Of("N", 8) }));

        Assert.Equal([0, 4, 2], Shapes(model));
    }

    /// <summary>A model with x, its shape s and constants: i0 … are scalars, v0 … vectors, rest is −1.</summary>
    static string Small(string x, string nodes) => $$"""
        g (float{{x[3..]}} x) => (y) <int64 i0 = {0}, int64 i1 = {1}, int64 i2 = {2}, int64 i4 = {4}, int64[1] v0 = {0}, int64[1] v1 = {1}, int64[1] v2 = {2}, int64[1] v3 = {3}, int64[1] v4 = {4}, int64[1] rest = {-1}>
        { s = Shape(x) {{nodes}} }
        """;

    /// <summary>Folds, and asks ONNX Runtime whether the answers stay the same for other sizes of the batch.</summary>
    static (Model Model, int Folded) Fold(string text)
    {
        var (before, model) = (ModelSamples.Parse(text), ModelSamples.Parse(text));

        var folded = FoldShapes.Run(model, new Dictionary<string, Shape>());

        GraphCheck.Check(model, "pass");
        foreach (var batch in (long[])[1, 3, 4, 0])
        {
            long[] sizes = [batch, 5];
            var expected = Answers.Of(ModelWriter.ToBytes(before), sizes);
            if (expected.Refusal is null) Assert.True(expected.SameBits(Answers.Of(ModelWriter.ToBytes(model), sizes)), $"batch {batch}");
        }
        Assert.Equal(0, FoldShapes.Run(model, new Dictionary<string, Shape>()));
        return (model, folded);
    }

    static IReadOnlyList<long> Shapes(Model model) => AllShapes(model).Single();

    static IReadOnlyList<long[]> AllShapes(Model model) =>
        [.. model.Graph.Nodes.Where(n => n.Is("Reshape") || n.Is("Expand")).Where(n => n.Input(1)!.IsConstant).Select(n => n.Input(1)!.Data!.Span<long>().ToArray())];

    static IEnumerable<string> Operators(Model model) => model.Graph.Nodes.Select(n => n.OpType);
}
