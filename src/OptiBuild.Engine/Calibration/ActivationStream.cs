using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Runs samples through a model and hands out what happens inside, batch by batch: memory does not grow with the samples.</summary>
public static class ActivationStream
{
    /// <summary>Activations observed in one run, in elements: 2 MB, little beside the runtime itself.</summary>
    const long ElementsPerRun = 1 << 19;

    const int LargestBatch = 32;

    /// <summary>Elements that inner activations have for each element of the inputs, at least: they are there at once whether seen or not.</summary>
    const int Inner = 8;

    /// <param name="names">Values to be seen, inputs of the model among them.</param>
    /// <exception cref="OptiBuildException">OB3xxx: the samples are damaged or do not fit.</exception>
    public static void Run(Model model, IReadOnlyCollection<string> names, Samples samples, Run run, ActivationObserver observer)
    {
        using var runner = Instrumented.Open(model, names, new RunnerSettings(run.Threads) { Arena = Arena.Off });
        var size = Math.Clamp((int)(ElementsPerRun / Math.Max(1, ElementsPerSample(runner, samples, run))), 1, LargestBatch);
        var (done, allocated) = (0, 0L);
        foreach (var batch in Batches.Of(samples, runner.Inputs, size, run.Cancel))
        {
            observer.Begin(done, batch);
            foreach (var array in batch.Arrays.Where(a => a.Type == ElementType.Float && names.Contains(a.Input)))
                observer.See(array.Input, MemoryMarshal.Cast<byte, float>(array.Data.Span), [.. array.Shape]);
            runner.Observe(batch, run.Threads, observer.See);
            run.Advance(done += batch.Count, samples.Count);
            Unused.GiveBackNowAndThen(ref allocated);
        }
    }

    static long ElementsPerSample(Runner runner, Samples samples, Run run)
    {
        var first = Batches.Of(samples, runner.Inputs, 1, run.Cancel).First();
        var elements = first.Arrays.Sum(a => Tensor.CountOf(a.Shape)) * Inner;
        runner.Observe(first, 1, (_, values, _) => elements += values.Length);
        return elements;
    }
}

/// <summary>What watches a stream of activations.</summary>
/// <param name="See">Called for each value of a batch, several values at once from several threads.</param>
public sealed record ActivationObserver(Observer See)
{
    /// <summary>Called before each batch, with the samples done so far.</summary>
    public Action<int, Batch> Begin { get; init; } = (_, _) => { };
}
