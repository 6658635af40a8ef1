using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class StoredWeightsTests
{
    const string TwoProducts = """
        g (float[N,40] x) => (float[N,50] y) <float[40,50] w1 = ~, float[50,2] small = ~, float[2,50] small2 = ~>
        {
            [large] a = MatMul(x, w1)
            [little] b = MatMul(a, small)
            y = MatMul(b, small2)
        }
        """;

    [Fact]
    public void WeightsModeStoresWhatIsLargeEnough()
    {
        var quantized = Quantized.Of(TwoProducts, ("Quantization", "weights"));

        Assert.Equal("Cast Mul MatMul MatMul MatMul", quantized.Operators);
        Assert.Equal(["large"], quantized.Plan.Stored.Select(s => s.Node.Name));
        Assert.Empty(quantized.Plan.Activations);
    }

    [Fact]
    public void OnnxRuntimeFoldsThemAtLoad() =>
        Assert.Equal(["MatMul", "MatMul", "MatMul"], OnnxRuntime.Operators(Quantized.Of(TwoProducts, ("Quantization", "weights")).Model));

    const string SharedTable = """
        g (int64[N,4] x) => (float[N,4,50] y) <float[50,64] table = ~>
        { [lookup] e = Gather(table, x) [turned] t = Transpose<perm=[1,0]>(table) [product] y = MatMul(e, t) }
        """;

    /// <summary>Whoever reads a stored weight reads the rounded one: the float values leave the file.</summary>
    [Fact]
    public void TableThatIsAlsoTransposedIsStoredOnce()
    {
        var graph = Quantized.Of(SharedTable).Model.Graph;

        Assert.Null(graph.Own("table"));
        Assert.Single(graph.Initializers, v => v.Data!.Count == 50 * 64);
        Assert.Equal(graph.Own("table_rounded"), graph.Nodes.Single(n => n.Name == "turned").Input(0));
    }

    [Theory]
    [InlineData("lookup")]
    [InlineData("turned")]
    public void TableThatOneReaderMustHaveInFloatStaysFloat(string kept) => Assert.Empty(Quantized.Of(SharedTable, ("KeepFloat", kept)).Plan.Stored);

    [Fact]
    public void WeightThatIsAnOutputOfTheModelStaysFloat() =>
        Assert.Empty(Quantized.Of("g (int64[N,4] x) => (float[N,4,64] y, float[50,64] table) <float[50,64] table = ~> { y = Gather(table, x) }").Plan.Stored);

    [Fact]
    public void KeptNodesAreNotStored() =>
        Assert.Equal("MatMul MatMul MatMul", Quantized.Of(TwoProducts, ("Quantization", "weights"), ("KeepFloat", "large")).Operators);

    [Fact]
    public void NoneStoresNothing() => Assert.Equal("MatMul MatMul MatMul", Quantized.Of(TwoProducts, ("Quantization", "none")).Operators);

    [Fact]
    public void ProductThatCannotRunInInt8StoresItsWeight()
    {
        var quantized = Quantized.Of("""
            g (float[40,40] x) => (float[40,50] y) <float[40,50] w = ~>
            { y = Gemm<transA=1>(x, w) }
            """);

        Assert.Equal("Cast Mul Gemm", quantized.Operators);
        Assert.Equal([1L, 50L], quantized.Model.Graph.Own("w_scale")!.Data!.Shape);
    }

    /// <summary>Each of these keeps the product in float, and none may be corrected as if it were a plain product.</summary>
    [Theory]
    [InlineData("y = Gemm<transA=1>(x, w, b)")]
    [InlineData("y = Gemm<transA=1, transB=1>(x, wt, b)")]
    [InlineData("y = Gemm<transA=1>(x, w)")]
    [InlineData("t = Transpose<perm=[1,0]>(x) y = Gemm<alpha=3.0>(t, w, b)")]
    [InlineData("t = Transpose<perm=[1,0]>(x) y = Gemm<beta=0.01>(t, w, b)")]
    [InlineData("t = Transpose<perm=[1,0]>(x) y = Gemm(t, w, full)")]
    public void FloatProductsKeepTheirMeaning(string nodes)
    {
        var quantized = Quantized.Of($$"""
            g (float[40,3] x) => (float[3,50] y, float[40,4] z)
            <float[40,50] w = ~, float[50,40] wt = ~, float[50] b = ~, float[3,50] full = ~, float[3,4] w2 = ~>
            {
                {{nodes}}
                z = MatMul(x, w2)
            }
            """);
        var largest = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None).Max(Math.Abs);

        Assert.NotEmpty(quantized.Plan.Stored);
        Assert.NotEmpty(quantized.Plan.Activations);
        Assert.InRange(quantized.Difference(Optimization.All), 0, 0.01 * largest);
    }

    [Fact]
    public void NodesThatShareAWeightShareWhatIsStored()
    {
        var quantized = Quantized.Of("""
            g (int64[N,3] x, int64[N,3] z) => (float[N,3,64] y) <float[32,64] w = ~>
            {
                a = Gather(w, x)
                b = Gather(w, z)
                y = Sub(a, b)
            }
            """);

        Assert.Single(quantized.Model.Graph.Initializers, v => v.Data!.Type == ElementType.Int8);
        Assert.Equal("Cast Mul Gather Gather Sub", quantized.Operators);
    }

    [Theory]
    [InlineData("layer")]
    [InlineData("global")]
    public void ZerosOfPrunedWeightsAreStillZeros(string scope)
    {
        var quantized = Quantized.Of("""
            g (float[N,40] x) => (float[N,60] y) <float[40,50] w1 = ~, float[50,60] w2 = ~>
            {
                a = MatMul(x, w1)
                y = MatMul(a, w2)
            }
            """, ("Quantization", "weights"), ("Pruning", "element"), ("Sparsity", "20%"), ("SparsityScope", scope));

        Assert.Equal(4000, quantized.Model.Graph.Initializers.Where(v => v.Data!.Type == ElementType.Int8).Sum(v => v.Data!.Span<sbyte>().ToArray().Count(q => q != 0)));
    }

    /// <summary>255 levels per channel, three layers one after another.</summary>
    [Fact]
    public void AnswersStayClose()
    {
        var quantized = Quantized.Of(TwoProducts, ("Quantization", "weights"));
        var largest = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None).Max(Math.Abs);

        Assert.InRange(quantized.Difference(Optimization.All), 0, 0.01 * largest);
    }
}
