using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Pruning.Channels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Pruning.Channels;

/// <summary>Units that nothing reads with a weight other than zero may go: answers stay.</summary>
public class ChannelRemovalTests
{
    /// <summary>Sums of fewer terms may be added in another order: a few hundred roundings of 2⁻²⁴ each, as a share of the largest answer.</summary>
    const double Rounding = 2e-5;

    const int SampleCount = 3;

    static string Convs(string nodes, string constants = "") =>
        $$"""g (float[N,3,9,9] x) => (float[N,4,?,?] y) <float[6,3,3,3] w1 = ~, float[6] b1 = ~, float[4,6,3,3] w2 = ~, float[4] b2 = ~{{constants}}> { a = Conv(x, w1, b1) {{nodes}} y = Conv(b, w2, b2) }""";

    static string Products(string nodes, string constants = "") =>
        $$"""g (float[N,5,7] x) => (float[N,5,3] y) <float[7,6] w1 = ~, float[6] b1 = ~, float[6,3] w2 = ~{{constants}}> { m = MatMul(x, w1) a = Add(m, b1) {{nodes}} y = MatMul(b, w2) }""";

    const string Attention = """
        g (float[N,5,8] x) => (float[N,5,8] y) <float[8,12] wq = ~, float[8,12] wk = ~, float[8,12] wv = ~, float[12] bv = ~, float[12,8] wo = ~, int64[4] s = {0, 5, 4, 3}, int64[3] t = {0, 5, 12}, float f = {0.5}>
        {
            q = MatMul(x, wq) k = MatMul(x, wk) v0 = MatMul(x, wv) v = Add(v0, bv)
            q1 = Reshape(q, s) k1 = Reshape(k, s) v1 = Reshape(v, s)
            q2 = Transpose<perm=[0,2,1,3]>(q1) k2 = Transpose<perm=[0,2,3,1]>(k1) v2 = Transpose<perm=[0,2,1,3]>(v1)
            p0 = MatMul(q2, k2) p1 = Mul(p0, f) p = Softmax<axis=-1>(p1) o = MatMul(p, v2)
            o1 = Transpose<perm=[0,2,1,3]>(o) o2 = Reshape(o1, t) y = MatMul(o2, wo)
        }
        """;

    const string Fused = """
        g (float[N,5,8] x) => (float[N,5,8] y) <float[8,36] w = ~, float[12,8] wo = ~, int64[5] s = {0, 5, 3, 4, 3}, int64[3] parts = {1, 1, 1}, int64[1] two = {2}, int64[3] t = {0, 5, 12}>
        {
            a = MatMul(x, w) r = Reshape(a, s) q0, k0, v0 = Split<axis=2>(r, parts)
            q1 = Squeeze(q0, two) k1 = Squeeze(k0, two) v1 = Squeeze(v0, two)
            q2 = Transpose<perm=[0,2,1,3]>(q1) k2 = Transpose<perm=[0,2,3,1]>(k1) v2 = Transpose<perm=[0,2,1,3]>(v1)
            p0 = MatMul(q2, k2) p = Softmax<axis=-1>(p0) o = MatMul(p, v2)
            o1 = Transpose<perm=[0,2,1,3]>(o) o2 = Reshape(o1, t) y = MatMul(o2, wo)
        }
        """;

    /// <summary>Graph, units of each family.</summary>
    public static TheoryData<string, int[]> Forms => new()
    {
        { Convs("b = Relu(a)"), [6] },
        { Convs("b = Clip(a, low, high)", ", float low = {0.0}, float high = {1.0}"), [6] },
        { Convs("b = PRelu(a, s)", ", float[6,1,1] s = ~"), [6] },
        { Convs("t = Mul(a, f) u = Add(o, t) b = Relu(u)", ", float[1,6,1,1] f = ~, float[6,1,1] o = ~"), [6] },
        { Convs("b = BatchNormalization(a, s, s2, s3, s4)", ", float[6] s = ~, float[6] s2 = ~, float[6] s3 = ~, float[6] s4 = {1.0, 1.0, 2.0, 1.0, 3.0, 1.0}"), [6] },
        { Convs("b = MaxPool<kernel_shape=[2,2]>(a)"), [6] },
        { Convs("d = Conv<group=6>(a, wd, bd) b = Relu(d)", ", float[6,1,3,3] wd = ~, float[6] bd = ~"), [6] },
        { Convs("d = Conv<group=3>(a, wd, bd) b = Relu(d)", ", float[6,2,3,3] wd = ~, float[6] bd = ~"), [3] },
        { Convs("r = Relu(a) c = Conv<pads=[1,1,1,1]>(r, w3) s = Add(c, r) b = Relu(s)", ", float[6,6,3,3] w3 = ~"), [6] },
        { Convs("g = GlobalAveragePool(a) h = Conv(g, w3) r = Relu(h) e = Conv(r, w4) s = Sigmoid(e) b = Mul(a, s)", ", float[2,6,1,1] w3 = ~, float[6,2,1,1] w4 = ~"), [6, 2] },
        { Convs("c = Conv(x, w3) b = Concat<axis=1>(a, c)", ", float[2,3,3,3] w3 = ~").Replace("float[4,6,3,3] w2", "float[4,8,3,3] w2", StringComparison.Ordinal), [6, 2] },
        { Convs("p, q = Split<axis=1>(a, parts) b = Concat<axis=1>(q, a, p)", ", int64[2] parts = {2, 4}").Replace("float[4,6,3,3] w2", "float[4,12,3,3] w2", StringComparison.Ordinal), [2, 4] },
        { "g (float[N,3,9,9] x) => (float[N,4] y) <float[6,3,3,3] w1 = ~, float[4,294] w2 = ~> { a = Conv(x, w1) r = Relu(a) f = Flatten(r) y = Gemm<transB=1>(f, w2) }", [6] },
        { "g (float[N,3,9,9] x) => (float[N,4] y) <float[6,3,3,3] w1 = ~, float[294,4] w2 = ~, int64[2] s = {0, 294}> { a = Conv(x, w1) t = Transpose<perm=[0,2,3,1]>(a) f = Reshape(t, s) y = Gemm(f, w2) }", [6] },
        { "g (float[N,3,9,9] x) => (float[N,4] y) <float[6,3,3,3] w1 = ~, float[6,4] w2 = ~> { a = Conv(x, w1) m = ReduceMean<axes=[2,3], keepdims=0>(a) y = MatMul(m, w2) }", [6] },
        { "g (float[N,3,9,9] x) => (float[N,4,16,16] y) <float[6,3,3,3] w1 = ~, float[6,5,2,2] u = ~, float[5] ub = ~, float[4,5,3,3] w2 = ~> { a = Conv(x, w1) t = ConvTranspose<strides=[2,2]>(a, u, ub) c = MaxPool<kernel_shape=[2,2], strides=[1,1], pads=[1,1,1,1]>(t) d = Conv<pads=[1,1,1,1]>(c, w2) y = MaxPool<kernel_shape=[1,1]>(d) }".Replace("[N,4,16,16]", "[N,4,?,?]", StringComparison.Ordinal), [5] },
        { Products("b = Relu(a)"), [6] },
        { Products("d = Div(a, r) e = Erf(d) o = Add(e, one) p = Mul(a, o) b = Mul(p, half)", ", float r = {1.4142135}, float one = {1.0}, float half = {0.5}"), [6] },
        { Products("f = Reshape(a, s) r = Relu(f) b = Reshape(r, t)", ", int64[2] s = {-1, 6}, int64[3] t = {-1, 5, 6}"), [6] },
        { "g (float[N,7] x) => (float[N,3] y, float[N,2] z) <float[7,6] w1 = ~, float[6,3] w2 = ~, float[6,2] w3 = ~> { a = Gemm(x, w1) r = Relu(a) y = Gemm(r, w2) z = Gemm(r, w3) }", [6] },
        { Attention, [4] },
        { Fused, [4] },
    };

    /// <summary>Graphs in which every channel stays.</summary>
    public static TheoryData<string> Refusals => new()
    {
        Products("l = LayerNormalization(a, f, o) b = Relu(l)", ", float[6] f = ~, float[6] o = ~"),
        Products("b = Softmax<axis=-1>(a)"),
        Products("t = Transpose<perm=[0,2,1]>(a) p = MatMul(t, a) b = MatMul(a, p)"),
        Convs("b = Conv(x, w1, b1)").Replace("(b, w2", "(b, w2", StringComparison.Ordinal),
        Convs("b = DepthToSpace<blocksize=1>(a)"),
        Convs("b = Add(a, x2)", ", float[1,6,7,7] x2 = ~").Replace("=> (float[N,4,?,?] y)", "=> (float[N,4,?,?] y, float[N,6,7,7] b)", StringComparison.Ordinal),
        Convs("b = Reshape(a, s)", ", int64[4] s = {-1, 6, 7, 7}").Replace("[N,3,9,9]", "[N,3,H,W]", StringComparison.Ordinal),
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void UnitsThatAreReadWithZerosGoWithoutAChangeOfAnswers(string text, int[] units)
    {
        Assert.Equal(units.Order(), Map(ModelSamples.Parse(text)).Families.Select(f => f.Units.Count).Order());
        AssertHalfMayGo(() => ModelSamples.Parse(text));
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void ChannelsThatAreMixedStay(string text) => Assert.Empty(Map(ModelSamples.Parse(text)).Families);

    [Fact]
    public void NodesThatAreToBeLeftAloneKeepTheirChannels() =>
        Assert.Empty(ChannelMap.Of(ModelSamples.Parse(Convs("b = Relu(a)")), n => n.Is("Relu")).Families);

    [TheoryNeeding("assets/cnn.onnx", "assets/resnet.onnx", "assets/mobilenet.onnx", "assets/vit.onnx", "assets/orientation.onnx", "assets/detector.onnx")]
    [InlineData("cnn", 4)]
    [InlineData("resnet", 9)]
    [InlineData("mobilenet", 14)]
    [InlineData("vit", 8)]
    [InlineData("orientation", 26)]
    [InlineData("detector", 7)]
    public void RealModelsKeepTheirAnswers(string name, int families)
    {
        Model Clean() => Cleaner.Clean(ModelReader.Read(Assets.Path($"assets/{name}.onnx"))).Model;

        Assert.Equal(families, Map(Clean()).Families.Count);
        AssertHalfMayGo(Clean);
    }

    static ChannelMap Map(Model model) => ChannelMap.Of(model, _ => false);

    static void AssertHalfMayGo(Func<Model> make)
    {
        var (silenced, pruned) = (make(), make());
        var map = Map(pruned);
        var random = new SplitMix64(7);
        var removed = new HashSet<int>();
        foreach (var unit in map.Families.SelectMany(f => f.Units.Skip(1)))
            if (random.Next(2) == 0) removed.Add(unit.Set);
        Assert.NotEmpty(removed);
        Silence(Map(silenced), removed);
        ChannelRemoval.Apply(pruned.Graph, ChannelRemoval.Plan(map, removed, new Dictionary<Value, Tensor>()));

        GraphCheck.Check(pruned, "removal");
        var samples = RandomSamples.For(silenced, SampleCount);
        var expected = OnnxRuntime.Answers(silenced, samples, Optimization.None);
        var actual = OnnxRuntime.Answers(pruned, samples, Optimization.None);
        var largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, Close.Within(Rounding * largest)));
        Assert.True(Weights(pruned) < Weights(silenced));
    }

    /// <summary>Zeros in the columns that read the units.</summary>
    static void Silence(ChannelMap map, HashSet<int> removed)
    {
        foreach (var read in map.Families.SelectMany(f => f.Units).Where(u => removed.Contains(u.Set)).SelectMany(u => u.Reads))
        {
            var data = read.Reader.Input(1)!.Data!;
            var values = data.Span<float>().ToArray();
            var outputs = WeightAxis.OfOutputs(read.Reader);
            for (var o = 0; o < outputs.Count; o++)
                foreach (var c in read.Columns) values[outputs.Axis == 0 ? o * (values.Length / outputs.Count) + c : c * outputs.Count + o] = 0;
            read.Reader.Input(1)!.Data = Tensor.Of<float>(ElementType.Float, data.Shape, values);
        }
    }

    static long Weights(Model model) => model.Graph.Initializers.Sum(v => v.Data!.Count);
}
