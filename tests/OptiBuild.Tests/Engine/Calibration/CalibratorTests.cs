using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Calibration;

public class CalibratorTests
{
    /// <summary>ONNX Runtime sums in another order for another batch size: the last bits of floats.</summary>
    const double FloatSums = 1e-6;

    /// <summary>Large enough that several samples do not fit into one run.</summary>
    const string Wide = """
        g (float[N,600] x) => (float[N,6] y) <float[600,1500] w1 = ~, float[1500,6] w2 = ~>
        {
            a = Gemm(x, w1)
            b = Relu(a)
            y = Gemm(b, w2)
        }
        """;

    [Fact]
    public void SeesEveryValueOfEverySampleOnce()
    {
        var model = ModelSamples.Parse("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y) <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~>
            {
                a = Conv(x, w1)
                b = Relu(a)
                y = Conv(b, w2)
            }
            """);
        var samples = RandomSamples.For(model, 37);

        var seen = Measure(model, samples);

        var values = OnnxRuntime.Values(model, samples, ["b", "y"]);
        values["x"] = [.. samples.Read(CancellationToken.None).SelectMany(s => MemoryMarshal.Cast<byte, float>(s.Arrays[0].Data.Span).ToArray())];
        Assert.Equal(["x", "b", "y"], seen.Groups.Select(g => g.Values[0].Name));
        Assert.All(seen.Groups, group =>
        {
            var (histogram, expected) = (seen.Histograms[group], values[group.Values[0].Name]);
            Assert.Equal(expected.Length, histogram.Count);
            Assert.Equal(expected.Count(v => v == 0), histogram.Zeros);
            Assert.Equal(expected.Min(), histogram.Min, Close.Relative(FloatSums));
            Assert.Equal(expected.Max(), histogram.Max, Close.Relative(FloatSums));
        });
    }

    [Fact]
    public void ThreadsChangeNothing()
    {
        var model = ModelSamples.Parse(Wide);

        Assert.Equal(Print(Measure(model, RandomSamples.For(model, 50), threads: 1)), Print(Measure(model, RandomSamples.For(model, 50), threads: 2)));
    }

    /// <summary>Batches of another size give the same statistics as single samples.</summary>
    [Fact]
    public void BatchSizeChangesNothing()
    {
        var model = ModelSamples.Parse("""
            g (float[N,8] x) => (float[N,6] y) <float[8,16] w1 = ~, float[16,6] w2 = ~>
            {
                a = Gemm(x, w1)
                y = Gemm(a, w2)
            }
            """);
        var alone = ModelSamples.Parse("""
            g (float[1,8] x) => (float[1,6] y) <float[8,16] w1 = ~, float[16,6] w2 = ~>
            {
                a = Gemm(x, w1)
                y = Gemm(a, w2)
            }
            """);
        // Means are taken of 32 batches at most; up to as many samples no batch is left out.
        var samples = RandomSamples.For(model, 32);

        var (batched, single) = (Measure(model, samples), Measure(alone, samples));

        Assert.Equal(batched.Histograms.Values.Select(h => (h.Count, h.Zeros)), single.Histograms.Values.Select(h => (h.Count, h.Zeros)));
        Assert.Equal(batched.Histograms.Values.SelectMany(h => new[] { h.Min, h.Max }), single.Histograms.Values.SelectMany(h => new[] { h.Min, h.Max }), Close.Relative(FloatSums));
        Assert.Equal(batched.Means.Values.SelectMany(m => m), single.Means.Values.SelectMany(m => m), Close.Within(FloatSums));
    }

    [Theory]
    [InlineData(Effort.Fast, 128)]
    [InlineData(Effort.Normal, 300)]
    [InlineData(Effort.Thorough, 300)]
    public void OnlyFastEffortLeavesSamplesOut(Effort effort, int expected)
    {
        var model = ModelSamples.Parse("g (float[N,8] x) => (float[N,4] y) <float[8,4] w = ~> { y = MatMul(x, w) }");

        Assert.Equal(expected, Calibrator.Chosen(RandomSamples.For(model, 300), effort)!.Count);
    }

    [Fact]
    public void InputThatIsAlsoObservedNeedsNoRun()
    {
        var model = ModelSamples.Parse("g (float[N,8] x) => (float[N,4] y) <float[8,4] w = ~> { y = MatMul(x, w) }");

        var seen = Measure(model, RandomSamples.For(model, 5));

        Assert.Equal(40, seen.Histograms.Values.Single().Count);
    }

    [Fact]
    public void IntegerInputsAreIgnored()
    {
        var model = ModelSamples.Parse("""
            g (int64[N,3] ids, float[N,3,8] x) => (float[N,3,4] y) <float[10,8] table = ~, float[8,4] w = ~>
            {
                e = Gather(table, ids)
                a = Sub(e, x)
                y = MatMul(a, w)
            }
            """);

        var seen = Measure(model, RandomSamples.For(model, 5));

        Assert.Equal(["a"], seen.Groups.Select(g => g.Values[0].Name));
        Assert.Equal(5 * 3 * 8, seen.Histograms.Values.Single().Count);
    }

    [Fact]
    public void SeveralInputsAreEachObserved()
    {
        var model = ModelSamples.Parse("""
            g (float[N,8] x, float[N,5] z) => (float[N,4] y) <float[8,4] w1 = ~, float[5,4] w2 = ~>
            {
                a = MatMul(x, w1)
                b = MatMul(z, w2)
                y = Sub(a, b)
            }
            """);

        var seen = Measure(model, RandomSamples.For(model, 6));

        Assert.Equal([("x", 48L), ("z", 30L)], seen.Groups.Select(g => (g.Values[0].Name, seen.Histograms[g].Count)));
    }

    /// <summary>The last sample is repeated to fill the batch: nothing is lost, and the range is the same.</summary>
    [Fact]
    public void FixedBatchSizeIsFilledUp()
    {
        var model = ModelSamples.Parse("g (float[4,8] x) => (float[4,4] y) <float[8,4] w = ~> { y = MatMul(x, w) }");
        var samples = RandomSamples.For(model, 6);
        var all = samples.Read(CancellationToken.None).SelectMany(s => MemoryMarshal.Cast<byte, float>(s.Arrays[0].Data.Span).ToArray()).ToArray();

        var histogram = Measure(model, samples).Histograms.Values.Single();

        Assert.Equal(8 * 8, histogram.Count);
        Assert.Equal((all.Min(), all.Max()), (histogram.Min, histogram.Max));
    }

    [Fact]
    public void KnownRangesAreNotMeasured()
    {
        var model = ModelSamples.Of(OpRules.ByOp["Sigmoid"]);
        var seen = Measure(model, RandomSamples.For(model, 5));
        var group = seen.Groups.Single(g => g.Values[0].Name == "b");

        Assert.Equal(0, seen.Histograms[group].Count);
        Assert.Equal(1 / 255f, seen.Parameters(group, Scheme.U8Tensor).Scale);
    }

    [Fact]
    public void SharedParametersAreMeasuredOnWhatIsComputed()
    {
        var model = ModelSamples.Of(OpRules.ByOp["MaxPool"]);
        var group = Measure(model, RandomSamples.For(model, 5)).Groups.Single(g => g.Values.Count > 1);

        Assert.Equal(["a", "b"], group.Values.Select(v => v.Name));
        Assert.Equal(["a"], group.Sources.Select(v => v.Name));
    }

    [Fact]
    public void TellsHowFarItIs()
    {
        var model = ModelSamples.Parse(Wide);
        var told = new List<(int Done, int Of)>();

        Measure(model, RandomSamples.For(model, 70), advance: (done, of) => told.Add((done, of)));

        Assert.Equal([(32, 70), (64, 70), (70, 70)], told);
    }

    [Fact]
    public void StopsWhenCancelled()
    {
        var model = ModelSamples.Parse(Wide);
        using var stop = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => Calibrator.Measure(model, Wants(model), new Endless(RandomSamples.For(model, 1), stop), new Run(1, (_, _) => { }, stop.Token)));
    }

    /// <summary>Cancels after some samples; never ends by itself.</summary>
    sealed class Endless(Samples one, CancellationTokenSource stop) : Samples
    {
        public override int Count => int.MaxValue;
        public override LabelKind Labels => LabelKind.None;
        public override string Hash() => "";

        public override IEnumerable<Sample> Read(CancellationToken cancel)
        {
            for (var i = 0; ; i++)
            {
                if (i == 100) stop.Cancel();
                cancel.ThrowIfCancellationRequested();
                yield return one.Read(cancel).First();
            }
        }
    }

    static Wanted Wants(Model model) => Quantizer.Wants(model.Graph, Placement.Plan(model.Graph, _ => false));

    static Activations Measure(Model model, Samples samples, int threads = 1, Action<int, int>? advance = null) =>
        Calibrator.Measure(model, Wants(model), samples, new Run(threads, advance ?? ((_, _) => { }), CancellationToken.None));

    static string Print(Activations seen) => string.Join('\n', seen.Groups.Select(g => Print(seen.Histograms[g])).Concat(seen.Means.Values.Select(m => string.Join(' ', m.Select(v => v.ToString("R"))))));

    static string Print(Histogram h) => $"{h.Count} {h.Zeros} {h.Min:R} {h.Max:R} {h.Width:R} {h.First} {string.Join(' ', h.Counts.ToArray())}";
}
