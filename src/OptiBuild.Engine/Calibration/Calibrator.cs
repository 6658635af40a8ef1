using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Runs the calibration samples through the model once and keeps a histogram of each activation: memory does not grow with the samples.</summary>
public sealed class Calibrator
{
    /// <summary>Activations observed in one run, in elements: 2 MB, little beside the runtime itself.</summary>
    const long ElementsPerRun = 1 << 19;

    const int LargestBatch = 32;

    /// <summary>What Effort=fast looks at, spread evenly over the data: ranges of 8 bits are settled by then.</summary>
    const int FastSamples = 128;

    /// <summary>Batches that means are taken of, spread evenly, because folders come class by class. More would only take time.</summary>
    const long MeanBatches = 32;

    readonly ILookup<string, ActivationGroup> observed;
    readonly Dictionary<ActivationGroup, Histogram> histograms;
    readonly ILookup<string, InputMean> means;
    readonly Dictionary<Node, InputMean> meanOf;
    readonly int threads;
    bool isMeanBatch;

    Calibrator(Wanted wanted, int threads)
    {
        var groups = wanted.Groups;
        observed = groups.Where(g => g is { Fixed: null, Given: null }).SelectMany(g => g.Sources.Select(v => (v.Name, Group: g))).ToLookup(p => p.Name, p => p.Group);
        histograms = groups.ToDictionary(g => g, _ => new Histogram());
        meanOf = wanted.Means.Keys.ToDictionary(n => n, n => new InputMean(n));
        means = wanted.Means.ToLookup(m => m.Value.Name, m => meanOf[m.Key]);
        this.threads = threads;
    }

    /// <summary>The samples that an effort looks at.</summary>
    public static Samples? Chosen(Samples? all, Effort effort) => effort == Effort.Fast ? all?.Take(FastSamples) : all;

    /// <exception cref="OptiBuildException">OB3xxx: the samples are damaged or do not fit.</exception>
    public static Activations Measure(Model model, Wanted wanted, Samples? samples, Run run)
    {
        var calibrator = new Calibrator(wanted, run.Threads);
        if (calibrator.observed.Count + calibrator.means.Count > 0 && samples is not null) calibrator.Measure(model, samples, run);
        return new(wanted.Groups, calibrator.histograms, calibrator.meanOf.ToDictionary(m => m.Key, m => m.Value.Values));
    }

    void Measure(Model model, Samples samples, Run run)
    {
        using var runner = Instrumented.Open(model, observed.Select(o => o.Key).Concat(means.Select(m => m.Key)), new RunnerSettings(threads) { Arena = Arena.Off });
        var inputs = runner.Inputs;
        var size = Math.Clamp((int)(ElementsPerRun / Math.Max(1, ElementsPerSample(runner, samples, run))), 1, LargestBatch);
        var (done, allocated) = (0, 0L);
        foreach (var batch in Batches.Of(samples, inputs, size, run.Cancel))
        {
            isMeanBatch = done * MeanBatches / samples.Count != (done + batch.Count) * MeanBatches / samples.Count;
            Observe(runner, batch);
            run.Advance(done += batch.Count, samples.Count);
            Unused.GiveBackNowAndThen(ref allocated);
        }
    }

    static long ElementsPerSample(Runner runner, Samples samples, Run run)
    {
        var first = Batches.Of(samples, runner.Inputs, 1, run.Cancel).First();
        long elements = 0;
        runner.Observe(first, 1, (_, values, _) => elements += values.Length);
        return elements;
    }

    /// <summary>One tensor after another within a statistic, several statistics at once: the same result with any number of threads.</summary>
    void Observe(Runner runner, Batch batch)
    {
        foreach (var array in batch.Arrays.Where(a => a.Type == ElementType.Float))
            Add(array.Input, MemoryMarshal.Cast<byte, float>(array.Data.Span), [.. array.Shape]);
        runner.Observe(batch, threads, Add);
    }

    void Add(string name, ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        foreach (var group in observed[name])
            lock (histograms[group]) histograms[group].Add(values);
        if (!isMeanBatch) return;
        foreach (var mean in means[name]) mean.Add(values, shape);
    }
}
