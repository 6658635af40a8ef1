using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>What a layer's weights are multiplied with.</summary>
/// <param name="Fit">Second moments to round by.</param>
/// <param name="HeldOut">Rows of other samples: to tell whether the rounding helps.</param>
public sealed record Moments(Gram Fit, HeldOutRows HeldOut);

/// <summary>Collects moments for a few layers at a time, so that memory stays small however many layers there are.</summary>
static class LayerMoments
{
    /// <summary>Every third sample is held out: no weight is fitted to it.</summary>
    public const int HeldOutEvery = 3;

    /// <summary>Rows an error is measured on: its share of the signal is then known to a few percent. Of the long rows of depthwise convolutions fewer do, because every channel counts.</summary>
    const int MostHeldOut = 256, LeastHeldOut = 16, HeldOutElements = 1 << 19;

    /// <summary>The samples that no weight is fitted to.</summary>
    public static Data.Samples NotFitted(Data.Samples all) => all.Only(IsHeldOut);

    public static bool IsHeldOut(int sample) => sample % HeldOutEvery == HeldOutEvery - 1;

    /// <summary>Whole groups with one held out, spread evenly: the number of a sample among those chosen says as well which it is.</summary>
    public static Data.Samples Chosen(Data.Samples all, int count)
    {
        if (count >= all.Count) return all;
        var (groups, of) = (count / HeldOutEvery, all.Count / HeldOutEvery);
        var chosen = Enumerable.Range(0, groups).Select(g => (int)((long)g * of / groups)).ToHashSet();
        return all.Only(i => chosen.Contains(i / HeldOutEvery));
    }

    /// <param name="layers">Convolutions and products with a constant weight.</param>
    /// <param name="use">Called for each layer whose input was seen, several at once; the moments are gone afterwards.</param>
    public static void Each(Model model, IReadOnlyList<Node> layers, Data.Samples samples, Run run, Action<Node, Moments> use) =>
        Each(new(model, samples, run), layers, MomentSize.Rounding, use);

    public static void Each(MomentSource source, IReadOnlyList<Node> layers, MomentSize size, Action<Node, Moments> use)
    {
        var run = source.Run;
        foreach (var sources in Portions(layers, size))
        {
            var chosen = Chosen(source.Samples, sources.All(s => s.Layers[0].Is("Conv")) ? size.ConvolutionSamples : size.ProductSamples);
            var collectors = sources.Select(s => new Collector(s, size, chosen.Count)).ToArray();
            Collect(source.Model, collectors, chosen, run);
            // Layers that read the same share their moments, and are worked on side by side.
            foreach (var collector in collectors) collector.Moments?.Fit.Complete();
            Unused.GiveBack();
            Parallel.ForEach(collectors.Where(c => c.Moments is not null).SelectMany(c => c.Layers.Select(l => (Layer: l, Moments: c.Moments!))),
                new ParallelOptions { MaxDegreeOfParallelism = run.Threads == 0 ? -1 : run.Threads, CancellationToken = run.Cancel }, c => use(c.Layer, c.Moments));
        }
    }

    static void Collect(Model model, Collector[] collectors, Data.Samples samples, Run run)
    {
        var byName = collectors.ToLookup(c => c.Source.Input.Name);
        var place = default(BatchPlace);
        ActivationStream.Run(model, [.. byName.Select(c => c.Key)], samples, run with { Advance = (_, _) => { } }, new((name, x, shape) =>
        {
            foreach (var collector in byName[name]) collector.Add(x, shape, place);
        })
        { Begin = (done, batch) => place = BatchPlace.Of(done, batch) });
    }

    /// <summary>Sources in execution order, as many at a time as the budget allows.</summary>
    static IEnumerable<IReadOnlyList<LayerSource>> Portions(IReadOnlyList<Node> layers, MomentSize size)
    {
        var portion = new List<LayerSource>();
        long bytes = 0;
        foreach (var source in LayerSource.Of(layers))
        {
            if (portion.Count > 0 && bytes + source.Bytes(size) > size.Bytes)
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }
            portion.Add(source);
            bytes += source.Bytes(size);
        }
        if (portion.Count > 0) yield return portion;
    }

    /// <summary>What several layers read alike.</summary>
    /// <param name="Groups">Of a convolution; 1 for products.</param>
    /// <param name="Columns">Weights of one output channel.</param>
    sealed record LayerSource(Value Input, IReadOnlyList<Node> Layers, int Groups, int Columns)
    {
        public int HeldOut => Math.Clamp(HeldOutElements / (Groups * Columns), LeastHeldOut, MostHeldOut);

        public long Bytes(MomentSize size) => (long)Groups * Columns * (sizeof(double) * Math.Min(Columns, size.Block) + 2 * HeldOut * sizeof(float));

        /// <summary>Products share what they read; each convolution has a window of its own.</summary>
        public static IEnumerable<LayerSource> Of(IEnumerable<Node> layers) =>
            from layer in layers
            let rule = (Weighted)OpRules.Of(layer)!
            let weight = layer.Input(rule.Weight)!.Data!
            let channels = (int)weight.Shape[Axis.Of(rule.ChannelAxis(layer), weight.Shape)]
            group layer by (Input: layer.Input(rule.Data)!, Window: layer.Is("Conv") ? layer : null, Groups: (int)layer.Attributes.Int("group", 1), Columns: (int)(weight.Count / channels)) into g
            select new LayerSource(g.Key.Input, [.. g], g.Key.Groups, g.Key.Columns);
    }

    /// <summary>Which samples a batch holds.</summary>
    /// <param name="Rows">Samples with those that only fill it up; 1 for a single one, whatever its shape.</param>
    readonly record struct BatchPlace(int First, int Count, int Rows)
    {
        public static BatchPlace Of(int done, Data.Batch batch) => new(done, batch.Count, batch.Count == 1 ? 1 : (int)batch.Arrays[0].Shape[0]);
    }

    sealed class Collector(LayerSource source, MomentSize size, int samples)
    {
        readonly int rowsPerSample = (size.Rows(source.Columns) * HeldOutEvery / (HeldOutEvery - 1) + samples - 1) / samples, heldOutPerSample = (source.HeldOut * HeldOutEvery + samples - 1) / samples;
        Patches? patches;

        public LayerSource Source => source;
        public IReadOnlyList<Node> Layers => source.Layers;

        /// <summary>Null where nothing was seen.</summary>
        public Moments? Moments { get; private set; }

        public void Add(ReadOnlySpan<float> x, ReadOnlySpan<long> shape, BatchPlace batch)
        {
            if (x.IsEmpty) return;
            Moments ??= new(new(source.Groups, source.Columns, size.Block), new(source.Groups, source.Columns, source.HeldOut));
            // A model may put several rows or images of a sample, one after another, on the first axis.
            var isWhole = shape[0] % batch.Rows == 0;
            var parts = (int)(isWhole && !Layers[0].Is("Conv") ? batch.Rows : shape[0]);
            var perPart = x.Length / parts;
            for (var i = 0; i < parts; i++)
            {
                var place = isWhole ? i / (parts / batch.Rows) : i;
                // What fills up a batch has been seen.
                if (isWhole && place >= batch.Count) break;
                Add(x.Slice(i * perPart, perPart), shape, batch.First + place);
            }
        }

        void Add(ReadOnlySpan<float> one, ReadOnlySpan<long> shape, int sample)
        {
            if (!IsHeldOut(sample)) Moments!.Fit.Add(Rows(one, shape, sample, rowsPerSample));
            else Moments!.HeldOut.Add(Rows(one, shape, sample, heldOutPerSample));
        }

        /// <summary>[rows, groups · columns]</summary>
        ReadOnlySpan<float> Rows(ReadOnlySpan<float> sample, ReadOnlySpan<long> shape, int number, int most)
        {
            if (!Layers[0].Is("Conv")) return sample[..Math.Min(sample.Length, Math.Max(1, most) * source.Columns)];
            patches ??= new(Conv.Window(Layers[0], shape));
            var count = Math.Clamp(most, 1, patches.Positions);
            var rows = new float[count * source.Groups * source.Columns];
            patches.Take(sample, (long)number * count, rows);
            return rows;
        }
    }
}
