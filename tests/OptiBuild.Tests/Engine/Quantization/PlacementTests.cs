using OptiBuild.Engine;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class PlacementTests
{
    const string Residual = """
        g (float[N,4,6,6] x) => (float[N,4,6,6] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[4,4,1,1] w3 = ~>
        {
            a = Conv<pads=[1,1,1,1]>(x, w1)
            b = Relu(a)
            c = Conv(b, w2)
            sum = Add(b, c)
            d = Relu(sum)
            y = Conv(d, w3)
        }
        """;

    const string Attention = """
        g (float[N,3,8] x) => (float[N,3,8] y)
        <float[8,8] w1 = ~, float[8,8] w2 = ~, float[8] scale = ~, float[8] shift = ~>
        {
            n = LayerNormalization(x, scale, shift)
            q = MatMul(n, w1)
            t = Transpose<perm=[0,2,1]>(q)
            scores = MatMul(q, t)
            p = Softmax(scores)
            mixed = MatMul(p, q)
            out = MatMul(mixed, w2)
            sum = Add(x, out)
            y = LayerNormalization(sum, scale, shift)
        }
        """;

    const string TwoGemms = """
        g (float[N,8] x) => (float[N,5] y)
        <float[8,6] w1 = ~, float[6,5] w2 = ~>
        {
            [first] a = MatMul(x, w1)
            [second] y = MatMul(a, w2)
        }
        """;

    [Fact]
    public void ResidualAdditionStaysInInt8() => Assert.Equal(["a", "b", "c", "sum", "d", "y"], Placed.Int8Of(Residual));

    [Fact]
    public void AdditionBetweenNormalizationsStaysFloat()
    {
        var placed = Placed.Of(Attention);

        Assert.Equal(["q", "out"], placed.Int8);
        Assert.Equal("its input 'x' is float", placed.Reason("sum"));
        Assert.Equal("'t' is read by float operators", placed.Reason("t"));
        Assert.Equal("both operands are computed", placed.Reason("scores"));
        Assert.Equal("its int8 kernel takes several times as long as float", placed.Reason("p"));
    }

    [Fact]
    public void EveryFloatNodeHasAReasonAndNoInt8NodeHas()
    {
        var models = OpRules.All.Where(r => r is not Stays).Select(ModelSamples.Of).Append(ModelSamples.Parse(Residual)).Append(ModelSamples.Parse(Attention));

        Assert.All(models, model =>
        {
            var placement = Placement.For(model.Graph, Options.Default, cost: null);
            Assert.All(model.Graph.Nodes, n => Assert.Equal(placement.IsInt8(n), placement.Reason(n) is null));
        });
    }

    [Theory]
    [InlineData("second", "first")]
    [InlineData("a", "second")]
    [InlineData("sec*", "first")]
    [InlineData("s*d;nothing", "first")]
    [InlineData("MatMul", "")]
    [InlineData("Mat*", "")]
    [InlineData("*", "")]
    [InlineData("mat*", "first second")]
    [InlineData("fir", "first second")]
    public void KeepFloatNamesNodesOutputsOrOperators(string patterns, string int8)
    {
        var placed = Placed.Of(TwoGemms, ("KeepFloat", patterns));

        Assert.Equal(int8, string.Join(' ', placed.Int8));
        Assert.All(placed.Nodes.Where(n => !placed.Placement.IsInt8(n)), n => Assert.Equal("KeepFloat names it", placed.Placement.Reason(n)));
        Assert.All(placed.Nodes, n => Assert.Equal(placed.Placement.IsInt8(n), placed.Placement.MayStore(n)));
    }

    [Fact]
    public void OperatorOfAnotherDomainHasNoRule()
    {
        var placed = Placed.Of("""
            <ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1]>
            g (float[N,8] x) => (float[N,8] y) <float[8,8] w = ~>
            { y = com.microsoft.MatMul(x, w) }
            """);

        Assert.Equal("its operator has no int8 rule", placed.Reason("y"));
    }

    [Fact]
    public void ValueReadByFloatAndInt8KeepsItsProducerInInt8()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, float[N,4,?,?] z)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                y = Conv(a, w2)
                z = Softmax(a)
            }
            """);

        Assert.Equal(["a", "y"], placed.Int8);
    }

    [Fact]
    public void PoolReadByFloatStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, float[N,4,?,?] z)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                p = MaxPool<kernel_shape=[2,2]>(a)
                y = Conv(p, w2)
                z = Softmax(p)
            }
            """);

        Assert.Equal(["a", "y"], placed.Int8);
        Assert.Equal("'p' is read by float operators", placed.Reason("p"));
    }

    [Theory]
    [InlineData("-inf")]
    [InlineData("nan")]
    public void OperandThatIsNotFiniteKeepsItsOperatorFloat(string value)
    {
        var placed = Placed.Of($$"""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float odd = { {{value}} }, bool[1,4,1,1] keep = {1, 0, 1, 1}>
            {
                a = Conv(x, w1)
                b = Where(keep, a, odd)
                y = Conv(b, w2)
            }
            """);

        Assert.Equal("'odd' holds infinities or NaN", placed.Reason("b"));
        Assert.Equal(["a", "y"], placed.Int8);
    }

    /// <summary>Sizes are integers of another kind; slices and joins of them have nothing to do with scales.</summary>
    [Fact]
    public void SizesOfAnInt8ValueAreNotActivations()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, int64[1] from = {0}, int64[1] to = {2}, int64[2] rest = {4, 4}>
            {
                a = Conv(x, w1)
                s = Shape(a)
                front = Slice(s, from, to)
                size = Concat<axis=0>(front, rest)
                b = Reshape(a, size)
                y = Conv(b, w2)
            }
            """);

        Assert.Equal(["a", "s", "b", "y"], placed.Int8);
        Assert.Equal("its input 's' is float", placed.Reason("front"));
    }

    [Fact]
    public void ProductReadOnlyForPlacesStillHandsOutFloat()
    {
        var placed = Placed.Of("""
            g (float[N,8] x) => (int64[N,1] y) <float[8,5] w = ~>
            {
                a = Gemm(x, w)
                y = ArgMax<axis=1>(a)
            }
            """);

        Assert.Equal("its input 'a' is handed out as float", placed.Reason("y"));
    }

    [Fact]
    public void SplitWithAPartThatFloatReadsStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,2,?,?] y, float[N,2,?,?] z)
            <float[4,4,3,3] w1 = ~, float[2,2,1,1] w2 = ~, int64[2] halves = {2, 2}>
            {
                a = Conv(x, w1)
                l, r = Split<axis=1>(a, halves)
                y = Conv(l, w2)
                z = Softmax(r)
            }
            """);

        Assert.Equal("'r' is read by float operators", placed.Reason("l"));
    }

    [Fact]
    public void PoolWithIndicesStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, int64[N,4,?,?] i)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                [p] p, i = MaxPool<kernel_shape=[2,2]>(a)
                y = Conv(p, w2)
            }
            """);

        Assert.Equal("it has several outputs", placed.Reason("p"));
    }

    [Fact]
    public void MoveToAnOutputOfTheModelStaysFloat()
    {
        var placed = Placed.Of("""
            g (float[N,4,6,6] x) => (float[N,?] y) <float[4,4,3,3] w = ~>
            {
                a = Conv(x, w)
                y = Flatten(a)
            }
            """);

        Assert.Equal(["a"], placed.Int8);
        Assert.Equal("its output is an output of the model", placed.Reason("y"));
    }

    [Theory]
    [InlineData("y = Gemm<transA=1>(x, w)", "its first operand is transposed")]
    [InlineData("y = Gemm<alpha=0.5>(x, w)", "its alpha is not 1")]
    [InlineData("y = Gemm<beta=0.5>(x, w, b)", "its beta is not 1")]
    [InlineData("y = Gemm(x, w, full)", "its bias is not one value per output channel")]
    [InlineData("y = MatMul(w, x)", "both operands are computed")]
    [InlineData("y = MatMul(x, stack)", "its weight has 3 axes")]
    [InlineData("y = Gemm(x, x)", "its weight is not a float constant")]
    [InlineData("s = Neg(b) y = Gemm(x, w, s)", "its bias is computed")]
    public void ProductWithoutAnInt8KernelSaysWhy(string nodes, string reason)
    {
        var text = $$"""
            g (float[8,8] x) => (float[?,?] y)
            <float[8,8] w = ~, float[8] b = ~, float[8,8] full = ~, float[2,8,8] stack = ~>
            { {{nodes}} }
            """;

        Assert.Equal(reason, Placed.Of(text).Reason("y"));
    }

    [Theory]
    [InlineData("y = Gemm<beta=0.5>(x, w)")]
    [InlineData("y = Gemm(x, w, one)")]
    [InlineData("y = Gemm(x, w, row)")]
    [InlineData("y = Gemm<transB=1>(x, w, b)")]
    public void ProductWithAnInt8KernelIsTaken(string node) => Assert.Equal(["y"], Placed.Int8Of($$"""
        g (float[N,8] x) => (float[?,?] y)
        <float[8,8] w = ~, float[8] b = ~, float[1,8] row = ~, float[1] one = ~>
        { {{node}} }
        """));

    [Fact]
    public void WeightThatACallerCanOverrideIsNoConstant()
    {
        var placed = Placed.Of("g (float[N,2] x, float[2,2] w = {1.0, 2.0, 3.0, 4.0}) => (float[N,2] y) { y = MatMul(x, w) }");

        Assert.Equal("both operands are computed", placed.Reason("y"));
    }

    [Theory]
    [InlineData("weights", "Quantization=weights computes in float")]
    [InlineData("none", "Quantization=none")]
    public void OtherModesComputeInFloat(string mode, string reason)
    {
        var placed = Placed.Of(TwoGemms, ("Quantization", mode));

        Assert.Empty(placed.Placement.Int8);
        Assert.All(placed.Nodes, n => Assert.Equal(reason, placed.Placement.Reason(n)));
        Assert.All(placed.Nodes, n => Assert.Equal(mode == "weights", placed.Placement.MayStore(n)));
    }

    [Fact]
    public void WeightsModeTellsWhatTheUserKept()
    {
        var placed = Placed.Of(TwoGemms, ("Quantization", "weights"), ("KeepFloat", "first"));

        Assert.Equal("KeepFloat names it", placed.Reason("first"));
        Assert.Equal("Quantization=weights computes in float", placed.Reason("second"));
    }

    [Fact]
    public void FloatHereTakesAlongWhatNeedsItsNeighbours()
    {
        var placed = Placed.Of(Residual);

        var other = placed with { Placement = placed.Placement.Without([placed.Node("c")], "because") };

        Assert.Equal("because", other.Reason("c"));
        Assert.Equal("its input 'c' is float", other.Reason("sum"));
        Assert.Equal(["a", "b", "y"], other.Int8);
    }
}
