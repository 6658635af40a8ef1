using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using Samples = OptiBuild.Engine.Data.Samples;

namespace OptiBuild.Tests.Engine.Calibration;

public class LayerMomentsTests
{
    /// <summary>ONNX Runtime sums in another order for another batch size.</summary>
    const double FloatSums = 1e-5;

    /// <summary>Samples are told apart by the one channel that is not 0.</summary>
    const int Marked = 24;

    const string Flattened = """
        g (float[N,5,24] x) => (float[?,24] y) <int64[2] rows = {-1, 24}, float[24,24] w = ~>
        {
            [moves] a = Reshape(x, rows)
            y = MatMul(a, w)
        }
        """;

    static string Convolves(string weight, string attributes) => $$"""
        g (float[N,24,7,7] x) => (float[N,24,?,?] y) <float[{{weight}}] w = ~> { y = Conv<{{attributes}}>(x, w) }
        """;

    static string Multiplies(string input, string node) => $$"""
        g (float[{{input}}] x) => (float y) <float[24,24] w = ~> { y = {{node}} }
        """;

    public static TheoryData<string> Layers => new(
        Multiplies("N,24", "Gemm(x, w)"), Multiplies("N,24", "Gemm<transB=1>(x, w)"), Multiplies("N,3,24", "MatMul(x, w)"), Multiplies("4,24", "MatMul(x, w)"), Flattened,
        Convolves("24,24,3,3", "pads=[1,1,1,1]"), Convolves("24,24,1,1", "strides=[2,2]"), Convolves("24,6,3,3", "group=4, dilations=[2,2]"),
        Convolves("24,1,3,3", "group=24, pads=[1,1,1,1]"), Convolves("48,1,3,3", "group=24, strides=[2,2]"));

    [Theory]
    [MemberData(nameof(Layers))]
    public void SamplesThatAreHeldOutAreNeverInTheFit(string text)
    {
        var model = ModelSamples.Parse(text);

        var (layer, moments) = Assert.Single(Collect(model, new MarkedSamples(model)));

        var perGroup = Marked / moments.Fit.Groups;
        var kernel = moments.Fit.Columns / perGroup;
        var sums = moments.Fit.Sums.ToArray();
        var fitted = Enumerable.Range(0, Marked).Where(c => sums.AsSpan(c * kernel, kernel).ContainsAnyExcept(0.0));
        Assert.Equal(Enumerable.Range(0, Marked).Where(s => s % 3 != 2), fitted);
        Assert.Equal(Enumerable.Range(0, Marked).Where(s => s % 3 == 2), HeldOut(layer, moments));
    }

    /// <summary>By weights that give out one channel each.</summary>
    static IEnumerable<int> HeldOut(Node layer, Moments moments)
    {
        var isConv = layer.Is("Conv");
        var (groups, columns) = (moments.Fit.Groups, moments.Fit.Columns);
        var (perGroup, w) = (Marked / groups, new float[Marked * columns]);
        for (var c = 0; c < Marked; c++)
            if (isConv) w.AsSpan(c * columns + c % perGroup * (columns / perGroup), columns / perGroup).Fill(1);
            else w[c * Marked + c] = 1;
        var shape = isConv ? new ChannelShape(1, Marked, columns) : new ChannelShape(columns, Marked, 1);
        var signal = moments.HeldOut.Error(w, new QuantizedWeights(new sbyte[w.Length], [1], 0), new LayerShape(shape, groups)).Signal;
        return Enumerable.Range(0, Marked).Where(c => signal[c] > 0);
    }

    /// <summary>Few samples give all their positions.</summary>
    [Theory]
    [InlineData(6, 1, 1, 1, 0)]
    [InlineData(6, 1, 2, 1, 1)]
    [InlineData(6, 1, 1, 2, 2)]
    [InlineData(3, 2, 1, 1, 1)]
    [InlineData(1, 6, 2, 1, 1)]
    public void MomentsOfAConvolutionAreThoseOfPlainLoops(int each, int groups, int stride, int dilation, int pad)
    {
        const int channels = 6, size = 6, kernel = 3, count = 8;
        var model = ModelSamples.Parse($$"""
            g (float[N,6,6,6] x) => (float[N,6,?,?] y) <float[6,{{each}},3,3] w = ~>
            { y = Conv<group={{groups}}, strides=[{{stride}},{{stride}}], dilations=[{{dilation}},{{dilation}}], pads=[{{pad}},{{pad}},{{pad}},{{pad}}]>(x, w) }
            """);
        var samples = RandomSamples.For(model, count);

        var fit = Assert.Single(Collect(model, samples)).Moments.Fit;

        var columns = each * kernel * kernel;
        var expected = new double[groups, columns, columns];
        var output = (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
        var rows = 0;
        foreach (var (x, _) in samples.Read(default).Select((s, i) => (Floats(s), i)).Where(p => p.i % 3 != 2))
            for (var at = 0; at < output * output; at++, rows++)
            {
                double Read(int g, int j)
                {
                    var (c, k) = (g * each + j / 9, j % 9);
                    var (r, col) = (at / output * stride - pad + k / 3 * dilation, at % output * stride - pad + k % 3 * dilation);
                    return r < 0 || r >= size || col < 0 || col >= size ? 0 : x[(c * size + r) * size + col];
                }
                for (var g = 0; g < groups; g++)
                    for (var i = 0; i < columns; i++)
                        for (var j = 0; j < columns; j++) expected[g, i, j] += Read(g, i) * Read(g, j);
            }
        Assert.Equal((rows, groups, columns), (fit.Count, fit.Groups, fit.Columns));
        Assert.Equal(channels / each, groups);
        Assert.Equal(expected.Cast<double>(), fit.Blocks.SelectMany(b => b.Matrix), Close.Within(FloatSums * rows));
    }

    [Fact]
    public void LayersThatReadTheSameShareMoments()
    {
        var seen = Collect(ModelSamples.Parse("""
            g (float[N,8] x) => (float[N,5] a, float[N,6] b, float[N,8] c) <float[8,5] w1 = ~, float[6,8] w2 = ~, float[8,8] w3 = ~>
            {
                a = MatMul(x, w1)
                b = Gemm<transB=1>(x, w2)
                h = Relu(x)
                c = MatMul(h, w3)
            }
            """)).ToDictionary(s => s.Layer.Name, s => s.Moments);

        Assert.Same(seen["a"], seen["b"]);
        Assert.NotSame(seen["a"], seen["c"]);
    }

    [Fact]
    public void ConvolutionsThatReadTheSameDoNot()
    {
        var seen = Collect(ModelSamples.Parse("""
            g (float[N,4,6,6] x) => (float[N,4,4,4] a, float[N,4,6,6] b) <float[4,4,3,3] w1 = ~, float[4,4,3,3] w2 = ~>
            {
                a = Conv(x, w1)
                b = Conv<pads=[1,1,1,1]>(x, w2)
            }
            """)).ToDictionary(s => s.Layer.Name, s => s.Moments);

        Assert.NotEqual(seen["a"].Fit.Blocks[0].Matrix, seen["b"].Fit.Blocks[0].Matrix);
    }

    [Fact]
    public void ThreadsChangeNothing()
    {
        var model = Deep(2);

        Assert.Equal(Print(Collect(model, threads: 1)), Print(Collect(model, threads: 2)));
    }

    /// <summary>Five layers of 1024 columns take more than is held at once.</summary>
    [Fact]
    public void SeveralPortionsGiveWhatEachLayerAloneGives()
    {
        var model = Deep(5);
        var together = Collect(model).ToDictionary(s => s.Layer.Name, s => s.Moments);

        Assert.Equal(["a0", "a1", "a2", "a3", "a4"], together.Keys.Order(StringComparer.Ordinal));
        foreach (var name in new[] { "a0", "a4" })
        {
            var alone = Assert.Single(Collect(model, layers: [name])).Moments;
            Assert.Equal(alone.Fit.Count, together[name].Fit.Count);
            Assert.Equal(alone.HeldOut.Count, together[name].HeldOut.Count);
            Assert.Equal(alone.Fit.Sums.ToArray(), together[name].Fit.Sums.ToArray(), Close.Within(FloatSums * alone.Fit.Count));
            Assert.Equal(alone.Fit.Blocks[0].Matrix, together[name].Fit.Blocks[0].Matrix, Close.Within(FloatSums * alone.Fit.Count));
        }
    }

    static Model Deep(int layers) => ModelSamples.Parse($$"""
        g (float[N,1024] x) => (float[N,1024] y) <{{string.Join(", ", Enumerable.Range(0, layers).Select(i => $"float[1024,3] w{i} = ~, float[3,1024] v{i} = ~"))}}>
        {
            {{string.Concat(Enumerable.Range(0, layers).Select(i => $"a{i} = MatMul({(i == 0 ? "x" : $"c{i - 1}")}, w{i}) b{i} = Tanh(a{i}) {(i == layers - 1 ? "y" : $"c{i}")} = MatMul(b{i}, v{i})\n"))}}
        }
        """);

    static IReadOnlyList<(Node Layer, Moments Moments)> Collect(Model model, Samples? samples = null, int threads = 1, string[]? layers = null)
    {
        var seen = new List<(Node, Moments)>();
        var wanted = model.Graph.Nodes.Where(n => n.Input(1) is { IsConstant: true } && !n.Is("Reshape") && (layers?.Contains(n.Name) ?? n.Input(1)!.Name.StartsWith('w'))).ToArray();
        LayerMoments.Each(model, wanted, samples ?? RandomSamples.For(model, 16), new Run(threads, (_, _) => { }, CancellationToken.None), (layer, moments) =>
        {
            lock (seen) seen.Add((layer, moments));
        });
        return seen;
    }

    static string[] Print(IReadOnlyList<(Node Layer, Moments Moments)> seen) =>
        [.. seen.OrderBy(s => s.Layer.Name, StringComparer.Ordinal).Select(s => $"{s.Layer.Name} {s.Moments.Fit.Count} {s.Moments.HeldOut.Count} {string.Join(' ', s.Moments.Fit.Sums.ToArray().Concat(s.Moments.Fit.Blocks.SelectMany(b => b.Matrix)).Select(v => v.ToString("R")))}")];

    static float[] Floats(Sample sample) => MemoryMarshal.Cast<byte, float>(sample.Arrays[0].Data.Span).ToArray();

    /// <summary>Sample i is 1 in channel i and 0 elsewhere; channels stand behind the batch for convolutions, last for products.</summary>
    sealed class MarkedSamples(Model model) : Samples
    {
        public override int Count => Marked;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";

        public override IEnumerable<Sample> Read(CancellationToken cancel)
        {
            long[] shape = [.. RandomSamples.For(model, 1).Read(cancel).First().Arrays[0].Shape];
            var count = (int)Tensor.CountOf(shape);
            for (var i = 0; i < Count; i++)
            {
                var values = new float[count];
                for (var k = 0; k < count; k++) values[k] = (shape.Length == 3 && shape[0] == Marked ? k / (count / Marked) : k % Marked) == i ? 1 : 0;
                yield return new([new("x", ElementType.Float, shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())], null, $"marked, sample {i}");
            }
        }
    }
}
