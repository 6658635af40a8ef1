using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Whatever order or scale the channels get: float answers stay.</summary>
public class ChannelGroupsTests
{
    /// <summary>Sums in another order: a few hundred roundings of 2⁻²⁴ each, as a share of the largest answer.</summary>
    const double Rounding = 2e-5;

    const int SampleCount = 4;

    const string Conv1 = "float[6,3,3,3] w1 = ~, float[6] b1 = ~";
    const string Conv2 = "float[4,6,3,3] w2 = ~, float[4] b2 = ~";

    static string BetweenConvs(string nodes, string constants = "") =>
        $$"""g (float[N,3,9,9] x) => (float[N,4,?,?] y) <{{Conv1}}, {{Conv2}}{{constants}}> { a = Conv(x, w1, b1) {{nodes}} y = Conv(b, w2, b2) }""";

    static string BeforeGemm(string nodes, int columns, string constants = "") =>
        $$"""g (float[N,3,9,9] x) => (float[N,4] y) <{{Conv1}}, float[{{columns}},4] w2 = ~, float[4] b2 = ~{{constants}}> { a = Conv(x, w1, b1) {{nodes}} y = Gemm(b, w2, b2) }""";

    static string BetweenProducts(string nodes, string constants = "") =>
        $$"""g (float[N,5,7] x) => (float[N,5,3] y) <float[7,6] w1 = ~, float[6] b1 = ~, float[6,3] w2 = ~{{constants}}> { m = MatMul(x, w1) a = Add(m, b1) {{nodes}} y = MatMul(b, w2) }""";

    /// <summary>Graph, groups that may get another order, groups that may be scaled.</summary>
    public static TheoryData<string, int, int> Forms => new()
    {
        { BetweenConvs("b = Relu(a)"), 1, 1 },
        { BetweenConvs("b = Clip(a, low, high)", ", float low = {0.0}, float high = {1.0}"), 1, 0 },
        { BetweenConvs("b = LeakyRelu<alpha=0.1>(a)"), 1, 1 },
        { BetweenConvs("b = PRelu(a, s)", ", float[6,1,1] s = ~"), 1, 1 },
        { BetweenConvs("t = Mul(a, f) u = Add(o, t) b = Relu(u)", ", float[1,6,1,1] f = ~, float[6,1,1] o = ~"), 1, 1 },
        { BetweenConvs("t = Add(a, o) b = Relu(t)", ", float o = {0.25}"), 1, 0 },
        { BetweenConvs("s = Sigmoid(a) b = Mul(a, s)"), 1, 0 },
        { BetweenConvs("b = HardSwish(a)"), 1, 0 },
        { BetweenConvs("r = Relu(a) b = MaxPool<kernel_shape=[2,2]>(r)"), 1, 1 },
        { BetweenConvs("b = AveragePool<kernel_shape=[2,2]>(a)"), 1, 1 },
        { BetweenConvs("r = Relu(a) d = Conv<group=6>(r, wd, bd) b = Relu(d)", ", float[6,1,3,3] wd = ~, float[6] bd = ~"), 1, 2 },
        { BetweenConvs("r = Relu(a) d = Conv<group=6>(r, wd) b = Clip(d, low)", ", float[6,1,3,3] wd = ~, float low = {0.0}"), 1, 1 },
        { BetweenConvs("r = Relu(a) c = Conv<pads=[1,1,1,1]>(r, w3) s = Add(c, r) b = Relu(s)", ", float[6,6,3,3] w3 = ~"), 1, 1 },
        { BetweenConvs("g = GlobalAveragePool(a) h = Conv(g, w3) r = Relu(h) e = Conv(r, w4) s = Sigmoid(e) b = Mul(a, s)", ", float[2,6,1,1] w3 = ~, float[6,2,1,1] w4 = ~"), 2, 1 },
        { BeforeGemm("b = Flatten(a)", 294), 1, 1 },
        { BeforeGemm("r = Relu(a) b = Reshape(r, shape)", 294, ", int64[2] shape = {-1, 294}"), 1, 1 },
        { BeforeGemm("m = GlobalAveragePool(a) b = Squeeze(m, axes)", 6, ", int64[2] axes = {2, 3}"), 1, 1 },
        { BeforeGemm("b = ReduceMean<axes=[2,3], keepdims=0>(a)", 6), 1, 1 },
        { BeforeGemm("t = Transpose<perm=[0,2,3,1]>(a) b = ReduceMean<axes=[1,2], keepdims=0>(t)", 6), 1, 1 },
        { BetweenProducts("b = Relu(a)"), 1, 1 },
        { BetweenProducts("b = Identity(a)"), 1, 1 },
        { BetweenProducts("d = Div(a, r) e = Erf(d) o = Add(e, one) p = Mul(a, o) b = Mul(p, half)", ", float r = {1.4142135}, float one = {1.0}, float half = {0.5}"), 1, 0 },
        { BetweenProducts("l = LayerNormalization(a, f, o) r = Add(l, a) b = Relu(r)", ", float[6] f = ~, float[6] o = ~"), 1, 0 },
        { BetweenProducts("f = Reshape(a, s) r = Relu(f) b = Reshape(r, t)", ", int64[2] s = {-1, 6}, int64[3] t = {-1, 5, 6}"), 1, 1 },
        { "g (float[N,7] x) => (float[N,3] y) <float[6,7] w1 = ~, float[6] b1 = ~, float[3,6] w2 = ~> { a = Gemm<transB=1>(x, w1, b1) r = Relu(a) y = Gemm<transB=1>(r, w2) }", 1, 1 },
        { "g (float[N,7] x) => (float[N,3] y, float[N,2] z) <float[7,6] w1 = ~, float[6,3] w2 = ~, float[6,2] w3 = ~> { a = Gemm(x, w1) r = Relu(a) y = Gemm(r, w2) z = Gemm(r, w3) }", 1, 1 },
    };

    /// <summary>Graph, what the reason says.</summary>
    public static TheoryData<string, string> Refusals => new()
    {
        { BetweenConvs("b = Softmax<axis=1>(a)"), "'b' is a Softmax" },
        { BetweenConvs("c = Conv(x, w1, b1) b = Add(a, c)"), "'c' shares its weight" },
        { BetweenConvs("b = Add(a, x2)", ", float[1,6,7,7] x2 = ~").Replace("=> (float[N,4,?,?] y)", "=> (float[N,4,?,?] y, float[N,6,7,7] b)", StringComparison.Ordinal), "model's inputs or outputs" },
        { BetweenConvs("d = Conv<group=2>(a, wd) b = Relu(d)", ", float[6,3,1,1] wd = ~"), "in groups" },
        { BetweenConvs("t = Transpose<perm=[0,2,3,1]>(a) b = Transpose<perm=[0,2,1,3]>(t)").Replace("float[4,6,3,3] w2", "float[4,7,3,3] w2", StringComparison.Ordinal), "multiplies along another axis" },
        { BetweenProducts("t = Transpose<perm=[0,2,1]>(a) p = MatMul(t, a) b = MatMul(a, p)"), "'p' has no constant float weight" },
        { BetweenConvs("b = Reshape(a, s)", ", int64[4] s = {-1, 6, 7, 7}").Replace("[N,3,9,9]", "[N,3,H,W]", StringComparison.Ordinal), "shape that is not known" },
        { BetweenConvs("b = Concat<axis=1>(a)"), "Concat" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void AnswersStayInAnyOrder(string text, int ordered, int scaled)
    {
        var model = ModelSamples.Parse(text);
        var groups = Reordered(model);

        Assert.Equal(ordered, groups);
        Assert.InRange(scaled, 0, 2);
        AssertSameAnswers(ModelSamples.Parse(text), model);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void AnswersStayAtAnyScaleWhereFactorsAreKept(string text, int ordered, int scaled)
    {
        var model = ModelSamples.Parse(text);
        var random = new SplitMix64(5);
        var plans = ChannelGroups.Find(model, Depthwise.Ends).Where(g => Homogeneity.Declines(g) is null)
            .Select(g => new EqualizationPlan(g, [.. Enumerable.Range(0, g.Channels).Select(_ => (float)(0.25 + 4 * random.NextDouble()))], 1)).ToArray();

        Assert.True(ordered > 0);
        Assert.Equal(scaled, Equalizer.Apply(plans));
        AssertSameAnswers(ModelSamples.Parse(text), model);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void ChannelsThatMustStaySayWhy(string text, string reason)
    {
        var reasons = ChannelGroups.Find(ModelSamples.Parse(text), Depthwise.HandsOn).Select(g => g.Declined).OfType<string>()
            .Concat(ModelSamples.Parse(text).Graph.Nodes.Where(n => OpRules.Of(n) is Weighted).Select(n => $"'{n.Label}' {WeightAxis.Declines(n)}"));

        Assert.Contains(reasons, r => r.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void SharedBiasKeepsItsOrderForOtherReaders()
    {
        const string Text = "g (float[N,7] x) => (float[N,3] y, float[N,6] z) <float[7,6] w1 = ~, float[6] b1 = ~, float[6,3] w2 = ~, float[7,6] w3 = ~> { a = Gemm(x, w1, b1) y = Gemm(a, w2) z = Gemm(x, w3, b1) }";
        var model = ModelSamples.Parse(Text);

        Assert.Equal(1, Reordered(model));
        AssertSameAnswers(ModelSamples.Parse(Text), model);
    }

    [TheoryNeeding("assets/cnn.onnx", "assets/resnet.onnx", "assets/mobilenet.onnx", "assets/vit.onnx", "assets/diamonds.onnx", "assets/efficientnet-lite0.onnx")]
    [InlineData("cnn", 4)]
    [InlineData("resnet", 9)]
    [InlineData("mobilenet", 14)]
    [InlineData("vit", 5)]
    [InlineData("diamonds", 3)]
    [InlineData("efficientnet-lite0", 24)]
    public void RealModelsKeepTheirAnswers(string name, int groups)
    {
        var path = Assets.Path($"assets/{name}.onnx");
        var (model, _) = Cleaner.Clean(ModelReader.Read(path));

        Assert.Equal(groups, Reordered(model));
        AssertSameAnswers(ModelReader.Read(path), model);
    }

    /// <returns>How many groups got a random order.</returns>
    static int Reordered(Model model)
    {
        var random = new SplitMix64(3);
        var plans = ChannelGroups.Find(model, Depthwise.HandsOn).Where(g => g.Declined is null).Select(g => new OrderPlan(g, Shuffled(g.Channels, ref random), 1, 1)).ToArray();
        return ChannelPairer.Apply(plans);
    }

    static int[] Shuffled(int count, ref SplitMix64 random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (var i = count - 1; i > 0; i--)
        {
            var j = (int)random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }

    static void AssertSameAnswers(Model original, Model changed)
    {
        GraphCheck.Check(changed, "reordering");
        var samples = RandomSamples.For(original, SampleCount);
        var expected = OnnxRuntime.Answers(original, samples, Optimization.None);
        var actual = OnnxRuntime.Answers(changed, samples, Optimization.None);
        var largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.Equal(p.First, p.Second, Close.Within(Rounding * largest)));
    }
}
