using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Calibration;

public class ChannelExtentsTests
{
    /// <summary>ONNX Runtime sums in another order for another batch size; squares are floats.</summary>
    static readonly Close FloatSums = Close.Within(1e-5);

    const string Net = """
        g (float[N,5,12] x) => (float[N,5,7] y) <float[12,7] w = ~>
        {
            h = Tanh(x)
            y = MatMul(h, w)
        }
        """;

    [Theory]
    [InlineData(9, 1)]
    [InlineData(70, 2)]
    public void LastAxisIsTheChannels(int count, int threads)
    {
        var model = ModelSamples.Parse(Net);
        var samples = RandomSamples.For(model, count);
        var run = new Run(threads, (_, _) => { }, CancellationToken.None);

        var extents = ChannelExtents.Measure(model, [model.Graph.Own("h")!, model.Graph.Own("y")!], samples, run);

        var values = OnnxRuntime.Values(model, samples, ["h", "y"]);
        Assert.All(extents, e =>
        {
            var channels = e.Key.Name == "h" ? 12 : 7;
            var columns = Enumerable.Range(0, channels).Select(c => values[e.Key.Name].Where((_, i) => i % channels == c).ToArray()).ToArray();
            Assert.Equal(columns.Select(c => Math.Min(0, c.Min())), e.Value.Min, FloatSums);
            Assert.Equal(columns.Select(c => Math.Max(0, c.Max())), e.Value.Max, FloatSums);
            Assert.Equal(columns.Select(c => c.Average(v => (double)v * v)), e.Value.MeanSquares, FloatSums);
        });
    }

    /// <summary>No sample outlives its batch: when the next batch starts, those before it were all handed out.</summary>
    [Fact]
    public void StreamHandsOutEachBatchBeforeItReadsTheNext()
    {
        var model = ModelSamples.Parse(Net);
        var (told, seen) = (new List<(int Done, int Count)>(), 0L);

        ActivationStream.Run(model, ["h", "x"], RandomSamples.For(model, 70), new Run(1, (_, _) => { }, CancellationToken.None), new((_, values, shape) =>
        {
            Assert.Equal(told[^1].Count, shape[0]);
            seen += values.Length;
        })
        {
            Begin = (done, batch) =>
            {
                Assert.Equal(done * 2L * 60, seen);
                told.Add((done, batch.Count));
            },
        });

        Assert.Equal([(0, 32), (32, 32), (64, 6)], told);
        Assert.Equal(70 * 2L * 60, seen);
    }
}
