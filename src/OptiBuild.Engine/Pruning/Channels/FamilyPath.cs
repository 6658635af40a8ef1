using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Units that go together next, because sizes stay what kernels like.</summary>
/// <param name="Units">By what the readers lose, least first.</param>
/// <param name="Loss">Share of the readers' output variance that is lost, summed over the readers.</param>
sealed record PathStep(ChannelFamily Family, IReadOnlyList<ChannelUnit> Units, double Loss);

/// <summary>The order in which a family's units go.</summary>
static class FamilyPath
{
    /// <summary>int8 kernels work on blocks of columns, and float convolutions have a faster form for whole blocks of 16 channels only: with 248 of 256 a depthwise one takes longer than with all.</summary>
    /// <remarks>https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/optimizer/nchwc_transformer.cc</remarks>
    public const int Multiple = 16;

    /// <summary>Nobody wants a layer that lost more of its output's variance.</summary>
    const double MostLoss = 0.5;

    /// <returns>Empty where nothing is known of a reader.</returns>
    public static IReadOnlyList<PathStep> Of(ChannelFamily family, IReadOnlyDictionary<Node, ReaderMoments> moments)
    {
        if (family.Readers.Any(r => !moments.TryGetValue(r, out var m) || !(m.Signal > 0))) return [];
        var readers = family.Readers.ToDictionary(r => r, r => new Reader(ReaderWeight.Of(r), moments[r]));
        var left = family.Units.ToList();
        var (steps, multiple, total) = (new List<PathStep>(), Math.Max(1, Multiple / family.Width), 0.0);
        while (left.Count > multiple && total < MostLoss)
        {
            var count = left.Count % multiple is > 0 and var odd ? odd : multiple;
            ChannelUnit[] next = [.. left.OrderBy(u => Cost(u, readers)).ThenBy(u => u.Set).Take(count)];
            var loss = readers.Sum(r => r.Value.Remove(next, r.Key));
            left.RemoveAll(next.Contains);
            steps.Add(new(family, next, Math.Max(0, loss)));
            total += loss;
        }
        return steps;
    }

    static double Cost(ChannelUnit unit, Dictionary<Node, Reader> readers) => unit.Reads.Sum(r => readers[r.Reader].Cost(r.Columns));

    sealed class Reader(ReaderWeight weight, ReaderMoments moments)
    {
        readonly ColumnRemoval removal = new(moments.Moments, weight.Values, weight.Rows);

        public double Cost(int[] columns) => removal.Cost(columns) / moments.Signal;

        public double Remove(ChannelUnit[] units, Node reader) =>
            removal.Remove([.. units.SelectMany(u => u.Reads.Where(r => r.Reader == reader).SelectMany(r => r.Columns)).Order()]) / moments.Signal;
    }
}
