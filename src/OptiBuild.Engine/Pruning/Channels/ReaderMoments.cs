using System.Collections.Concurrent;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>What an operator's columns are multiplied with, and how strong its outputs are.</summary>
sealed record ReaderMoments(ColumnMoments Moments, double Signal)
{
    /// <summary>Columns between which moments are kept: all of most layers, because channels of the same layer stand in for one another.</summary>
    const int Block = 1280;

    /// <summary>Of layers with more columns than that, because their moments would take long.</summary>
    const int SmallBlock = 640;

    /// <returns>By reader; none for those whose input was never seen.</returns>
    public static IReadOnlyDictionary<Node, ReaderMoments> Collect(MomentSource source, IEnumerable<Node> readers)
    {
        var found = new ConcurrentDictionary<Node, ReaderMoments>();
        foreach (var alike in readers.ToLookup(r => ColumnsOf(r) > Block))
            LayerMoments.Each(source, [.. alike], MomentSize.Rounding with { Block = alike.Key ? SmallBlock : Block }, Take);
        return found;

        void Take(Node node, Moments moments)
        {
            if (moments.Fit.Count == 0) return;
            var weight = ReaderWeight.Of(node);
            var columns = ColumnMoments.Of(moments.Fit, weight.Bias is null ? MeanIs.Lost : MeanIs.TakenUp);
            found[node] = new(columns, columns.Signal(weight.Values, weight.Rows));
        }
    }

    static long ColumnsOf(Node reader) => reader.Input(1)!.Data!.Count / WeightAxis.OfOutputs(reader).Count;
}
