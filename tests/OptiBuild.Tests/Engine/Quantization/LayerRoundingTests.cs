using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using Samples = OptiBuild.Engine.Data.Samples;

namespace OptiBuild.Tests.Engine.Quantization;

public class LayerRoundingTests
{
    const int Inputs = 24, Outputs = 10, Count = 128;

    /// <summary>Few levels, so that rounding matters.</summary>
    const int Levels = 7;

    /// <summary>The product's errors are sums of floats.</summary>
    const double FloatSums = 1e-3;

    static readonly string[] Nodes = ["Gemm(x, w)", "Gemm<transB=1>(x, w)", "MatMul(x, w)"];

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var node in Nodes) { data.Add(node, true); data.Add(node, false); }
            return data;
        }
    }

    /// <summary>Where the samples held out are of another kind than those looked at, errors that cancelled there add up here.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void KeepsWhatIsBestOnSamplesItDidNotSee(string node, bool isAlike)
    {
        var model = Net(node);
        var samples = new Mixed(isAlike);
        var layer = model.Graph.Nodes.Single();

        var chosen = Round(model, samples)[layer];
        var nearest = Round(model, null)[layer];

        var (error, plain) = (HeldOutError(layer, chosen, samples), HeldOutError(layer, nearest, samples));
        if (isAlike) Assert.InRange(error, 0, 0.7 * plain);
        else Assert.Equal(nearest.Weights.Values, chosen.Weights.Values);
        Assert.Equal(10 * Math.Log10(plain / error), chosen.Output!.SqnrDb - chosen.Output.NearestSqnrDb, Close.Within(20 * FloatSums));
        Assert.Null(nearest.Output);
    }

    [Fact]
    public void WeightThatSeveralLayersReadIsRoundedForAllOfThemAlike()
    {
        var model = ModelSamples.Parse("g (float[N,24] x) => (float[N,10] y, float[N,10] z) <float[24,10] w = ~> { y = MatMul(x, w) t = Tanh(x) z = MatMul(t, w) }");

        var rounded = Round(model, new Mixed(true));

        Assert.All(rounded.Values, r => Assert.Null(r.Output));
        Assert.Single(rounded.Values.Select(r => string.Join(' ', r.Weights.Values)).Distinct());
    }

    [Fact]
    public void ThreadsChangeNothing()
    {
        var model = ModelSamples.Parse("""
            g (float[N,24] x) => (float[N,10] y, float[N,6] z, float[N,10] u) <float[24,10] w1 = ~, float[24,6] w2 = ~, float[24,24] w3 = ~, float[24,10] w4 = ~>
            {
                y = MatMul(x, w1)
                z = MatMul(x, w2)
                t = MatMul(x, w3)
                r = Tanh(t)
                u = MatMul(r, w4)
            }
            """);

        Assert.Equal(Print(1), Print(2));

        string[] Print(int threads) => [.. Round(model, new Mixed(true), threads).Select(r => $"{r.Key.Name} {string.Join(' ', r.Value.Weights.Values)} {string.Join(' ', r.Value.Weights.Scales)} {r.Value.Output}").Order(StringComparer.Ordinal)];
    }

    [Theory]
    [InlineData(Effort.Fast, false)]
    [InlineData(Effort.Normal, true)]
    public void FastEffortRoundsToTheNearestLevel(Effort effort, bool looks)
    {
        var model = Net(Nodes[0]);

        Assert.Equal(looks, MomentSource.For(model, new Mixed(true), Options.Default with { Effort = effort }, OneThread(1)) is not null);
        Assert.Null(MomentSource.For(model, null, Options.Default with { Effort = effort }, OneThread(1)));
    }

    static Run OneThread(int threads) => new(threads, (_, _) => { }, CancellationToken.None);

    static Model Net(string node) => ModelSamples.Parse($$"""g (float[N,24] x) => (float[N,10] y) <float[{{(node.Contains("transB", StringComparison.Ordinal) ? "10,24" : "24,10")}}] w = ~> { y = {{node}} }""");

    static IReadOnlyDictionary<Node, Rounded> Round(Model model, Samples? samples, int threads = 1)
    {
        var layers = model.Graph.Nodes.Where(n => OpRules.Of(n) is Weighted)
            .ToDictionary(n => n, n => WeightedPlan.Layer(n, (Weighted)OpRules.Of(n)!, Targets.ByName[TargetName.X64Vnni], inputScale: 0) with { HasBias = false });
        return LayerRounding.Of(layers, new(Levels, LevelRange.None), samples is null ? null : new(model, samples, OneThread(threads)));
    }

    /// <summary>Σ ((W − W') x)² over the samples that are held out.</summary>
    static double HeldOutError(Node layer, Rounded rounded, Samples samples)
    {
        var w = layer.Input(1)!.Data!.Span<float>().ToArray();
        var isTurned = layer.Attributes.Int("transB", 0) != 0;
        var sum = 0.0;
        foreach (var x in samples.Read(default).Where((_, i) => i % 3 == 2).Select(s => MemoryMarshal.Cast<byte, float>(s.Arrays[0].Data.Span).ToArray()))
            for (var o = 0; o < Outputs; o++)
            {
                var error = 0.0;
                for (var k = 0; k < Inputs; k++)
                {
                    var at = isTurned ? o * Inputs + k : k * Outputs + o;
                    error += (w[at] - (double)rounded.Weights.Values[at] * rounded.Weights.Scales[o]) * x[k];
                }
                sum += error * error;
            }
        return sum;
    }

    /// <summary>Channels of a sample are nearly the same; where not all are alike, those of every fourth sample have nothing to do with one another.</summary>
    sealed class Mixed(bool isAlike) : Samples
    {
        public override int Count => LayerRoundingTests.Count;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";

        public override IEnumerable<Sample> Read(CancellationToken cancel)
        {
            var random = new SplitMix64(7);
            for (var i = 0; i < Count; i++)
            {
                var (x, common) = (new float[Inputs], random.NextDouble() * 2 - 1);
                for (var k = 0; k < Inputs; k++) x[k] = (float)(isAlike || i % 3 != 2 ? common + 0.2 * (random.NextDouble() - 0.5) : random.NextDouble() * 2 - 1);
                yield return new([new("x", ElementType.Float, [Inputs], MemoryMarshal.AsBytes(x.AsSpan()).ToArray())], null, $"mixed, sample {i}");
            }
        }
    }
}
