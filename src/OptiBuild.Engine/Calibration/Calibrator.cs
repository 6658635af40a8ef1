using OptiBuild.Engine.Data;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Runs the calibration samples through the model once and keeps a histogram of each activation.</summary>
public sealed class Calibrator
{
    /// <summary>What Effort=fast looks at, spread evenly over the data: ranges of 8 bits are settled by then.</summary>
    const int FastSamples = 128;

    /// <summary>Batches that means are taken of, spread evenly, because folders come class by class. More would only take time.</summary>
    const long MeanBatches = 32;

    readonly ILookup<string, ActivationGroup> observed;
    readonly Dictionary<ActivationGroup, Histogram> histograms;
    readonly ILookup<string, InputMean> means;
    readonly Dictionary<Node, InputMean> meanOf;
    bool isMeanBatch;

    Calibrator(Wanted wanted)
    {
        var groups = wanted.Groups;
        observed = groups.Where(g => g is { Fixed: null, Given: null }).SelectMany(g => g.Sources.Select(v => (v.Name, Group: g))).ToLookup(p => p.Name, p => p.Group);
        histograms = groups.ToDictionary(g => g, _ => new Histogram());
        meanOf = wanted.Means.Keys.ToDictionary(n => n, n => new InputMean(n));
        means = wanted.Means.ToLookup(m => m.Value.Name, m => meanOf[m.Key]);
    }

    /// <summary>The samples that an effort looks at.</summary>
    public static Samples? Chosen(Samples? all, Effort effort) => effort == Effort.Fast ? all?.Take(FastSamples) : all;

    /// <exception cref="OptiBuildException">OB3xxx: the samples are damaged or do not fit.</exception>
    public static Activations Measure(Model model, Wanted wanted, Samples? samples, Run run)
    {
        var calibrator = new Calibrator(wanted);
        if (calibrator.observed.Count + calibrator.means.Count > 0 && samples is not null) calibrator.Measure(model, samples, run);
        return new(wanted.Groups, calibrator.histograms, calibrator.meanOf.ToDictionary(m => m.Key, m => m.Value.Values));
    }

    void Measure(Model model, Samples samples, Run run)
    {
        string[] names = [.. observed.Select(o => o.Key).Concat(means.Select(m => m.Key)).Distinct()];
        ActivationStream.Run(model, names, samples, run, new(Add)
        {
            Begin = (done, batch) => isMeanBatch = done * MeanBatches / samples.Count != (done + batch.Count) * MeanBatches / samples.Count,
        });
    }

    /// <summary>One tensor after another within a statistic, several statistics at once: the same result with any number of threads.</summary>
    void Add(string name, ReadOnlySpan<float> values, ReadOnlySpan<long> shape)
    {
        foreach (var group in observed[name])
            lock (histograms[group]) histograms[group].Add(values);
        if (!isMeanBatch) return;
        foreach (var mean in means[name]) mean.Add(values, shape);
    }
}
