using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Quantization;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Units whose value is the same for every calibration sample: nothing but a bias is lost with them.</summary>
static class DeadUnits
{
    /// <summary>What rounding leaves of the variance of a constant, as a share of its square.</summary>
    const double Rounding = 1e-10;

    /// <returns>As many of each family as leave it with a size that kernels like.</returns>
    public static IReadOnlyList<ChannelUnit> Find(MomentSource source, ChannelMap map, IReadOnlyDictionary<Node, ReaderMoments> moments)
    {
        // Moments hold some rows of some samples: what varies there is alive, the others are looked at in all samples.
        var quiet = map.Families.SelectMany(f => f.Units).Where(u => u.Reads.All(r => moments.TryGetValue(r.Reader, out var m) && IsQuiet(m, r.Columns))).ToHashSet();
        if (quiet.Count == 0) return [];
        var seen = Extents(source, quiet.SelectMany(u => u.Reads).Select(r => r.Reader).Distinct());
        return [.. map.Families.SelectMany(f => Fitting(f, [.. f.Units.Where(u => quiet.Contains(u) && u.Reads.All(r => seen[r.Reader.Input(0)!].IsSame(Channels(r))))]))];
    }

    static bool IsQuiet(ReaderMoments m, int[] columns) => columns.All(c => m.Moments.Variance(c) <= Rounding * m.Moments.Means[c] * m.Moments.Means[c]);

    static IEnumerable<int> Channels(UnitRead read)
    {
        var kernel = read.Reader.Is("Conv") ? (int)Tensor.CountOf([.. read.Reader.Input(1)!.Data!.Shape.Skip(2)]) : 1;
        return read.Columns.Select(c => c / kernel).Distinct();
    }

    static IEnumerable<ChannelUnit> Fitting(ChannelFamily family, ChannelUnit[] dead)
    {
        var multiple = Math.Max(1, FamilyPath.Multiple / family.Width);
        var left = Math.Max((family.Units.Count - dead.Length + multiple - 1) / multiple * multiple, multiple);
        return dead.Take(Math.Max(0, family.Units.Count - left));
    }

    static Dictionary<Value, Seen> Extents(MomentSource source, IEnumerable<Node> readers)
    {
        var seen = readers.DistinctBy(r => r.Input(0)).ToDictionary(r => r.Input(0)!, r => new Seen(r.Is("Conv"), (int)(r.Input(1)!.Data!.Shape[WeightAxis.OfInputs(r)])));
        var byName = seen.ToDictionary(s => s.Key.Name, s => s.Value);
        ActivationStream.Run(source.Model, byName.Keys, source.Samples, source.Run with { Advance = (_, _) => { } }, new((name, x, shape) => byName[name].Add(x, shape)));
        return seen;
    }

    /// <summary>Least and largest value of every channel.</summary>
    sealed class Seen(bool isConv, int channels)
    {
        readonly float[] least = [.. Enumerable.Repeat(float.PositiveInfinity, channels)], largest = [.. Enumerable.Repeat(float.NegativeInfinity, channels)];

        public bool IsSame(IEnumerable<int> of) => of.All(c => least[c] == largest[c]);

        public void Add(ReadOnlySpan<float> x, ReadOnlySpan<long> shape)
        {
            var inner = isConv ? (int)Tensor.CountOf(shape[2..].ToArray()) : 1;
            for (var start = 0; start < x.Length; start += inner)
            {
                var channel = start / inner % channels;
                foreach (var value in x.Slice(start, inner))
                {
                    // NaN is no channel's only value.
                    if (!(value >= least[channel])) least[channel] = value;
                    if (!(value <= largest[channel])) largest[channel] = value;
                }
            }
        }
    }
}
