using System.Collections.Concurrent;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Weights that are left take over, as well as they can, what those did that go: the least-squares fit to the outputs as they were, the bias included.</summary>
static class ChannelRefit
{
    /// <returns>New weights and biases of all readers of the units.</returns>
    public static IReadOnlyDictionary<Value, Tensor> Fit(IReadOnlyCollection<ChannelUnit> units, IReadOnlyDictionary<Node, ReaderMoments> moments, int threads)
    {
        var fitted = new ConcurrentDictionary<Value, Tensor>();
        var columns = units.SelectMany(u => u.Reads).GroupBy(r => r.Reader, r => r.Columns).ToArray();
        Parallel.ForEach(columns, new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? -1 : threads }, reader =>
        {
            var before = ReaderWeight.Of(reader.Key);
            var (gone, after) = (new bool[before.Columns], before.Values.ToArray());
            foreach (var column in reader.SelectMany(c => c)) gone[column] = true;
            ColumnRefit.Fit(moments[reader.Key].Moments, after, before.Rows, gone);
            fitted[reader.Key.Input(1)!] = (before with { Values = after }).ToTensor();
            if (before.Bias is { } bias) fitted[bias] = Shifted(bias.Data!, before, after, moments[reader.Key].Moments.Means);
        });
        return fitted;
    }

    static Tensor Shifted(Tensor bias, ReaderWeight before, float[] after, double[] means)
    {
        var shifted = bias.Span<float>().ToArray();
        for (var o = 0; o < before.Rows; o++)
        {
            var sum = 0.0;
            for (var c = 0; c < means.Length; c++) sum += ((double)before.Values[o * means.Length + c] - after[o * means.Length + c]) * means[c];
            shifted[o] += (float)sum;
        }
        return Tensor.Of<float>(ElementType.Float, bias.Shape, shifted);
    }
}
