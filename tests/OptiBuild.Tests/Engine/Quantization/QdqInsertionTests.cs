using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

public class QdqInsertionTests
{
    /// <summary>Scales are products of floats.</summary>
    const double FloatProduct = 1e-6;

    /// <summary>Weights, then one bias.</summary>
    const string Net = """
        g (float[N,4,6,6] x) => (float[N,4,4,4] y) <float[4,4,3,3] w = ~, float[4] b = ~>
        { y = Conv(x, w, b) }
        """;

    public static TheoryData<string> Moving => [.. OpRules.All.OfType<Moves>().Select(r => r.Op)];

    [Fact]
    public void BiasScaleIsTheProductOfInputAndWeightScale()
    {
        var quantized = Quantized.Of(Net);
        var conv = quantized.Model.Graph.Nodes.Single(n => n.Is("Conv"));
        var (input, weight, bias) = (Scales(conv, 0), Scales(conv, 1), Scales(conv, 2));

        Assert.Single(input);
        Assert.Equal(4, weight.Length);
        Assert.Equal([.. weight.Select(s => (double)input[0] * s)], [.. bias.Select(s => (double)s)], Close.Relative(FloatProduct));
        Assert.Equal(ElementType.Int32, Stored(conv, 2).Type);
        Assert.All(Stored(conv, 2).Span<int>().ToArray(), q => Assert.NotEqual(0, q));
    }

    [Fact]
    public void MissingBiasIsAddedWhereCorrectionNeedsOne()
    {
        var quantized = Quantized.Of("g (float[N,4,6,6] x) => (float[N,4,4,4] y) <float[4,4,3,3] w = ~> { y = Conv(x, w) }");

        Assert.Equal(3, quantized.Model.Graph.Nodes.Single(n => n.Is("Conv")).Inputs.Count);
        Assert.InRange(quantized.Difference(Optimization.All), 0, ErrorBound.Of(quantized));
    }

    [Theory]
    [MemberData(nameof(Moving))]
    public void MovingOperatorsShareTheirInputsParameters(string op)
    {
        var quantized = Quantized.Of(ModelSamples.Of(OpRules.ByOp[op]));
        var node = quantized.Model.Graph.Nodes.Single(n => n.Is(op));
        var before = node.Input(0)!.Producer!;
        var after = node.Output(0)!.Uses.Single().Node;

        Assert.Equal(["DequantizeLinear", "QuantizeLinear"], [before.OpType, after.OpType]);
        Assert.Equal(before.Inputs.Skip(1), after.Inputs.Skip(1));
    }

    [Fact]
    public void ParametersAreSharedAlongAChainOfMoves()
    {
        var quantized = Quantized.Of("""
            g (float[N,4,6,6] x) => (float[N,3] y)
            <float[4,4,3,3] w1 = ~, float[16,3] w2 = ~, int64[2] shape = {-1, 16}>
            {
                a = Conv(x, w1)
                b = Relu(a)
                c = MaxPool<kernel_shape=[2,2], strides=[2,2]>(b)
                d = Transpose<perm=[0,1,3,2]>(c)
                e = Reshape(d, shape)
                y = Gemm(e, w2)
            }
            """);

        Assert.Equal(["b_scale"], new[] { "b", "c", "d", "e" }.Select(quantized.ScaleOf).Distinct());
        Assert.DoesNotContain("DequantizeLinear", string.Join(' ', OnnxRuntime.Operators(quantized.Model)));
    }

    [Fact]
    public void ReluBecomesItsProducersRounding()
    {
        var quantized = Quantized.Of(ModelSamples.Of(OpRules.ByOp["Relu"]));

        Assert.DoesNotContain("Relu", quantized.Operators);
        Assert.Equal(0, quantized.Node("b").Input(2)!.Data!.Span<byte>()[0]);
    }

    [Theory]
    [InlineData("any")]
    [InlineData("arm64")]
    public void ReluThatWasNeverActiveStillCutsNegativeValues(string target)
    {
        var quantized = Quantized.Of("""
            g (float[N,4] x) => (float[N,4] y)
            <float[4,4] w1 = ~, float[4] never = {-50.0, -50.0, -50.0, -50.0}, float[4,4] w2 = ~>
            {
                a = Gemm(x, w1, never)
                b = Relu(a)
                y = Gemm(b, w2)
            }
            """, ("TargetCpu", target));

        Assert.Equal(0, quantized.Difference(Optimization.None));
    }

    [Fact]
    public void SigmoidHasItsOwnRange()
    {
        var quantized = Quantized.Of(ModelSamples.Of(OpRules.ByOp["Sigmoid"]));

        Assert.Equal(1 / 255f, quantized.Node("b").Input(1)!.Data!.Span<float>()[0]);
        Assert.Equal(0, quantized.Node("b").Input(2)!.Data!.Span<byte>()[0]);
    }

    [Theory]
    [InlineData("b = Add(a, k)", "QLinearAdd")]
    [InlineData("b = Mul(k, a)", "QLinearMul")]
    [InlineData("b = Concat<axis=2>(a, k)", "QLinearConcat")]
    public void ConstantOperandBecomesIntegersOfItsOwnRange(string node, string kernel)
    {
        var quantized = Quantized.Of($$"""
            g (float[1,4,6,6] x) => (float[1,4,?,4] y)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[1,4,4,4] k = ~>
            {
                a = Conv(x, w1)
                {{node}}
                y = Conv(b, w2)
            }
            """);

        Assert.Equal($"QuantizeLinear QLinearConv {kernel} QLinearConv DequantizeLinear", string.Join(' ', OnnxRuntime.Operators(quantized.Model)));
        Assert.Equal(ElementType.UInt8, quantized.Model.Graph.Own("k_int8")!.Data!.Type);
        Assert.Null(quantized.Model.Graph.Own("k"));
    }

    [Fact]
    public void FloatReadersOfAFloatValueKeepTheExactOne()
    {
        var quantized = Quantized.Of("""
            g (float[N,8] x) => (float[N,4] y, float[N,8] z) <float[8,4] w = ~>
            {
                y = MatMul(x, w)
                z = Neg(x)
            }
            """);

        Assert.Equal("x", quantized.Node("z").Input(0)!.Name);
        Assert.Equal("x_rounded", quantized.Node("y").Input(0)!.Name);
    }

    [Fact]
    public void ConvolutionReadByFloatAndInt8GivesBothTheSameValues()
    {
        var quantized = Quantized.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, float[N,4,?,?] z)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                y = Conv(a, w2)
                z = Neg(a)
            }
            """);

        Assert.Equal("a", quantized.Node("z").Input(0)!.Name);
        Assert.Equal(["DequantizeLinear"], quantized.Model.Graph.Own("a")!.Uses.Select(u => u.Node.Input(u.Index)!.Producer!.OpType).Distinct());
        Assert.Equal(["Neg", "QLinearConv", "QLinearConv"], OnnxRuntime.Operators(quantized.Model).Where(o => !o.EndsWith("Linear", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void ProductThatIsAnOutputAndReadInInt8Works()
    {
        var quantized = Quantized.Of("""
            g (float[N,8] x) => (float[N,6] a, float[N,4] y) <float[8,6] w1 = ~, float[6,4] w2 = ~>
            {
                a = MatMul(x, w1)
                y = MatMul(a, w2)
            }
            """);

        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
    }

    [Fact]
    public void SubgraphReadsAnInt8ValueUnderItsOldName()
    {
        var quantized = Quantized.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, float[?,?,?,?] z)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, bool yes = {1}>
            {
                a = Conv(x, w1)
                y = Conv(a, w2)
                z = If<then_branch=t () => (float[?,?,?,?] p) { p = Neg(a) }, else_branch=e () => (float[?,?,?,?] q) { q = Abs(a) }>(yes)
            }
            """);

        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
    }

    [Fact]
    public void SubgraphMayUseTheNamesThatAreAddedAroundIt()
    {
        var quantized = Quantized.Of("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y, float[?,?,?,?] z)
            <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, bool yes = {1}>
            {
                a = Conv(x, w1)
                y = Conv(a, w2)
                z = If<then_branch=t () => (float[?,?,?,?] p) { a_int8 = Neg(a)  x_rounded = Neg(a_int8)  p = Neg(x_rounded) }, else_branch=e () => (float[?,?,?,?] q) { q = Abs(a) }>(yes)
            }
            """);

        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
    }

    /// <summary>One sample that overflows must not spoil the bias for all others.</summary>
    [Fact]
    public void InfiniteActivationsLeaveTheBiasFinite()
    {
        var quantized = Quantized.Of("""
            g (float[N,8] x) => (float[N,4] y) <float[8,4] w = ~, float[4] b = {1.0, 2.0, 3.0, 4.0}>
            {
                r = Relu(x)
                l = Log(r)
                y = Gemm(l, w, b)
            }
            """);

        var bias = quantized.Plan.Biases.Single();
        Assert.Equal([1.0, 2.0, 3.0, 4.0], [.. bias.Values.Zip(bias.Scales, (q, s) => (double)q * s)], Close.Within(0.1));
    }

    [Fact]
    public void NodesThatShareAWeightShareItsIntegers()
    {
        var quantized = Quantized.Of("""
            g (float[N,8] x, float[N,8] z) => (float[N,8] y) <float[8,8] w = ~>
            {
                a = MatMul(x, w)
                b = MatMul(z, w)
                c = Add(a, b)
                y = MatMul(c, w)
            }
            """);

        Assert.Single(quantized.Model.Graph.Initializers, v => v.Data!.Type == ElementType.Int8 && v.Data.Count == 64);
        Assert.Equal(3, quantized.Model.Graph.Nodes.Count(n => n.Is("DequantizeLinear") && n.Input(0)!.Name == "w_int8"));
        Assert.Equal(["MatMulIntegerToFloat", "QLinearAdd", "QLinearMatMul", "QLinearMatMul", "QuantizeLinear", "QuantizeLinear"], OnnxRuntime.Operators(quantized.Model).Order(StringComparer.Ordinal));
        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
    }

    [Fact]
    public void WeightSharedWithAFloatOperatorStaysThereForIt()
    {
        var quantized = Quantized.Of("""
            g (float[N,8] x) => (float[N,8] y, float[8,8] z) <float[8,8] w = ~>
            {
                y = MatMul(x, w)
                z = Neg(w)
            }
            """);

        Assert.Equal("w", quantized.Node("z").Input(0)!.Name);
        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
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
            """, ("Pruning", "element"), ("Sparsity", "20%"), ("SparsityScope", scope));

        var integers = quantized.Model.Graph.Initializers.Where(v => v.Data is { Type: ElementType.Int8, Shape.Count: 2 }).SelectMany(v => v.Data!.Span<sbyte>().ToArray()).ToArray();

        Assert.Equal(5000, integers.Length);
        Assert.Equal(4000, integers.Count(q => q != 0));
    }

    [Fact]
    public void GivesTheSameAnswersWithAndWithoutIntegerKernels()
    {
        var quantized = Quantized.Of(Net);
        var step = quantized.Node("y").Input(1)!.Data!.Span<float>()[0];
        var plain = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.None);
        var fused = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        // Integer kernels round ties to the other side now and then.
        Assert.Equal(plain, fused, Close.Within(1.001 * step));
        Assert.InRange(plain.Zip(fused).Count(p => p.First != p.Second), 0, plain.Length / 100);
    }

    [Fact]
    public void KeepsOpsetAndVersionAndNeedsNoOther()
    {
        var quantized = Quantized.Of(Net);

        Assert.Equal([new OpsetImport("", 17)], quantized.Model.Opsets);
        Assert.Equal(8, quantized.Model.IrVersion);
        Assert.All(quantized.Model.Graph.Nodes, n => Assert.Equal("", n.Domain));
    }

    [Fact]
    public void CountsItsChanges() => Assert.Equal(2 + 1 + 1, Quantized.Of(Net).Plan.Count);

    [Theory]
    [InlineData("linear")]
    [InlineData("cubic")]
    public void ResizingThatComputesNewValuesStaysFloat(string mode)
    {
        var quantized = Quantized.Of(Resized(mode));

        Assert.Equal($"its {mode} mode has no int8 kernel", quantized.Plan.Placement.Reason(quantized.Plan.Placement.Int8.First().Graph.Nodes.Single(n => n.Is("Resize"))));
        Assert.InRange(Sqnr(quantized), 27, double.PositiveInfinity);
    }

    static string Resized(string mode) => $$"""
        g (float[N,4,6,6] x) => (float[N,4,?,?] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[4] scales = {1.0, 1.0, 2.0, 2.0}>
        {
            a = Conv(x, w1)
            b = Resize<mode="{{mode}}">(a, "", scales)
            y = Conv(b, w2)
        }
        """;

    static float[] Scales(Node node, int input) => node.Input(input)!.Producer!.Input(1)!.Data!.Span<float>().ToArray();

    static Tensor Stored(Node node, int input) => node.Input(input)!.Producer!.Input(0)!.Data!;

    /// <summary>In dB, over all outputs, with the kernels that apps get.</summary>
    static double Sqnr(Quantized quantized)
    {
        var exact = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);
        return 10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual));
    }
}
