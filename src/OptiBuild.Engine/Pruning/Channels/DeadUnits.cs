using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Units whose value is the same for every calibration sample: nothing but a bias is lost with them.</summary>
/// <remarks>
/// A channel that stands for something rare is silent on a hundred samples and matters nevertheless. Of n samples, N channels changed in exactly one:
/// then in about N / n of new samples one changes that never did (Good: The population frequencies of species, Biometrika 40 (1953), equation 9).
/// </remarks>
static class DeadUnits
{
    /// <summary>What rounding leaves of the variance of a constant, as a share of its square.</summary>
    const double Rounding = 1e-10;

    /// <summary>Share of new samples in which a silent channel may be expected to fire.</summary>
    const double MostAwakened = 0.001;

    /// <returns>As many of each family as leave it with a size that kernels like.</returns>
    public static IReadOnlyList<ChannelUnit> Find(MomentSource source, ChannelMap map, IReadOnlyDictionary<Node, ReaderMoments> moments)
    {
        // Moments hold some rows of some samples: what varies there is alive, the others are looked at in all samples.
        var quiet = map.Families.SelectMany(f => f.Units).Where(u => u.Reads.All(r => moments.TryGetValue(r.Reader, out var m) && IsQuiet(m, r.Columns))).ToHashSet();
        if (quiet.Count == 0) return [];
        var seen = Extents(source, quiet.SelectMany(u => u.Reads).Select(r => r.Reader).Distinct());
        if (seen.Values.Sum(s => s.Rare) > MostAwakened * source.Samples.Count) return [];
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

    /// <summary>In how many samples every channel has another value than the first one.</summary>
    sealed class Seen(bool isConv, int channels)
    {
        readonly float[] first = [.. Enumerable.Repeat(float.NaN, channels)];
        readonly int[] changed = new int[channels];

        public bool IsSame(IEnumerable<int> of) => of.All(c => changed[c] == 0);

        /// <summary>Channels that changed in one sample alone.</summary>
        public int Rare => changed.Count(c => c == 1);

        public void Add(ReadOnlySpan<float> x, ReadOnlySpan<long> shape)
        {
            if (x.IsEmpty) return;
            var (inner, sample) = (isConv ? (int)Tensor.CountOf(shape[2..].ToArray()) : 1, x.Length / (int)shape[0]);
            for (var start = 0; start < x.Length; start += sample) AddOne(x.Slice(start, sample), inner);
        }

        void AddOne(ReadOnlySpan<float> x, int inner)
        {
            var now = new bool[channels];
            for (var start = 0; start < x.Length; start += inner)
            {
                var channel = start / inner % channels;
                if (float.IsNaN(first[channel])) first[channel] = x[start];
                now[channel] |= x.Slice(start, inner).ContainsAnyExcept(first[channel]);
            }
            for (var c = 0; c < channels; c++)
                if (now[c]) changed[c]++;
        }
    }
}
