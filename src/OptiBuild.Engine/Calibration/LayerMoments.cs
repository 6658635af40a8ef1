using OptiBuild.Engine.Quantization;
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
    /// <summary>Samples looked at; every fourth is held out. An image gives a convolution many rows, a sample may give a product a single one.</summary>
    const int ConvolutionSamples = 48, ProductSamples = 128, HeldOutEvery = 4;

    /// <summary>Rows a layer contributes in all: moments of K columns need a few times K rows.</summary>
    const int LeastRows = 512, RowsPerColumn = 3;

    /// <summary>Bytes of moments held at once.</summary>
    const long Budget = 20 << 20;

    /// <summary>Columns between which moments are kept. Rounding by them takes several times their memory.</summary>
    const int Block = 640;

    /// <summary>Rows an error is measured on: its share of the signal is then known to a few percent. Of the long rows of depthwise convolutions fewer do, because every channel counts.</summary>
    const int MostHeldOut = 256, LeastHeldOut = 16, HeldOutElements = 1 << 19;

    /// <summary>The samples that no weight is fitted to.</summary>
    public static Data.Samples NotFitted(Data.Samples all)
    {
        var fitted = Fitted(ConvolutionSamples, all.Count).Union(Fitted(ProductSamples, all.Count)).ToHashSet();
        return all.Only(i => !fitted.Contains(i));
    }

    static IEnumerable<int> Fitted(int looked, int all)
    {
        looked = Math.Min(looked, all);
        return Enumerable.Range(0, looked).Where(i => i % HeldOutEvery != HeldOutEvery - 1).Select(i => (int)((long)i * all / looked));
    }

    /// <param name="layers">Convolutions and products with a constant weight.</param>
    /// <param name="use">Called for each layer whose input was seen, several at once; the moments are gone afterwards.</param>
    public static void Each(Model model, IReadOnlyList<Node> layers, Data.Samples samples, Run run, Action<Node, Moments> use) => Each(model, layers, samples, run, use, Block);

    /// <param name="block">Most columns between which moments are kept.</param>
    public static void Each(Model model, IReadOnlyList<Node> layers, Data.Samples samples, Run run, Action<Node, Moments> use, int block)
    {
        foreach (var sources in Portions(layers, block))
        {
            var chosen = samples.Take(sources.All(s => s.Layers[0].Is("Conv")) ? ConvolutionSamples : ProductSamples);
            var collectors = sources.Select(s => new Collector(s, block, (Math.Max(LeastRows, RowsPerColumn * s.Columns) + chosen.Count - 1) / chosen.Count, (s.HeldOut * HeldOutEvery + chosen.Count - 1) / chosen.Count)).ToArray();
            Collect(model, collectors, chosen, run);
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
    static IEnumerable<IReadOnlyList<LayerSource>> Portions(IReadOnlyList<Node> layers, int block)
    {
        var portion = new List<LayerSource>();
        long bytes = 0;
        foreach (var source in LayerSource.Of(layers))
        {
            if (portion.Count > 0 && bytes + source.Bytes(block) > Budget)
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }
            portion.Add(source);
            bytes += source.Bytes(block);
        }
        if (portion.Count > 0) yield return portion;
    }

    /// <summary>What several layers read alike.</summary>
    /// <param name="Groups">Of a convolution; 1 for products.</param>
    /// <param name="Columns">Weights of one output channel.</param>
    sealed record LayerSource(Value Input, IReadOnlyList<Node> Layers, int Groups, int Columns)
    {
        public int HeldOut => Math.Clamp(HeldOutElements / (Groups * Columns), LeastHeldOut, MostHeldOut);

        public long Bytes(int block) => (long)Groups * Columns * (sizeof(double) * Math.Min(Columns, block) + 2 * HeldOut * sizeof(float));

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

    sealed class Collector(LayerSource source, int block, int rowsPerSample, int heldOutPerSample)
    {
        Patches? patches;

        public LayerSource Source => source;
        public IReadOnlyList<Node> Layers => source.Layers;

        /// <summary>Null where nothing was seen.</summary>
        public Moments? Moments { get; private set; }

        public void Add(ReadOnlySpan<float> x, ReadOnlySpan<long> shape, BatchPlace batch)
        {
            if (x.IsEmpty) return;
            Moments ??= new(new(source.Groups, source.Columns, block), new(source.Groups, source.Columns, source.HeldOut));
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
            if (sample % HeldOutEvery != HeldOutEvery - 1) Moments!.Fit.Add(Rows(one, shape, sample, rowsPerSample));
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
