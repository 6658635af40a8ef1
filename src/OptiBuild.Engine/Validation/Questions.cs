using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Validation;

/// <summary>Samples as models are asked them.</summary>
static class Questions
{
    /// <summary>Bytes of input in one batch: enough to keep small models busy, little beside the activations of large ones.</summary>
    const long BytesPerBatch = 256 << 10;

    const int LargestBatch = 32;

    /// <remarks>The size depends on the data alone, because dynamically quantized models answer a little differently in another company.</remarks>
    public static IEnumerable<Batch> Of(Samples samples, IReadOnlyList<ModelInput> inputs, CancellationToken cancel)
    {
        var bytes = samples.Read(cancel).Take(1).Sum(s => s.Arrays.Sum(a => (long)a.Data.Length));
        return Batches.Of(samples, inputs, (int)Math.Clamp(BytesPerBatch / Math.Max(1, bytes), 1, LargestBatch), cancel);
    }

    /// <exception cref="OptiBuildException">OB3016: the model has no such class.</exception>
    public static void RequireLabel(Metric metric, Sample sample, IReadOnlyList<Output> outputs)
    {
        if (metric.Needs == LabelKind.Classes && metric.Classes(new Answer(outputs, outputs, sample.Label)) is { } classes)
            LabelRange.Require(sample, classes);
    }
}
