using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Refining;

/// <summary>Calibration samples that no weight was fitted to, and what the original answers to them.</summary>
/// <param name="References">What metrics look at, for each sample: the first output, or the boxes.</param>
sealed record HeldOut(Samples Samples, IReadOnlyList<ModelInput> Inputs, IReadOnlyList<Output> References)
{
    /// <summary>Of outputs, what is compared.</summary>
    public Func<IReadOnlyList<Output>, Output> View { get; init; } = First;

    static Output First(IReadOnlyList<Output> outputs) => outputs[0];

    /// <summary>The first output, where a metric's answers are no boxes.</summary>
    static Func<IReadOnlyList<Output>, Output> Seen(Metric metric) => metric.Boxes is { } form ? outputs => FoundBoxes.Table(outputs, form) : First;

    /// <summary>Bytes of outputs that are kept: fewer samples of models with large outputs are looked at.</summary>
    const long MostKept = 64 << 20;

    /// <summary>Null where there is no sample left, or no output to compare.</summary>
    public static HeldOut? Of(Original original, Samples calibration, (int Most, Metric Metric) wanted, Run run)
    {
        var (most, view) = (wanted.Most, Seen(wanted.Metric));
        var samples = LayerMoments.NotFitted(calibration).Take(most);
        if (samples.Count == 0) return null;
        using var runner = original.Open(new RunnerSettings(run.Threads) { Arena = Arena.Off });
        var first = Batches.Of(samples, runner.Inputs, 1, run.Cancel).Select(b => runner.Run(b)[0]).First();
        if (first.Count == 0 || first[0].Values.IsEmpty) return null;
        samples = samples.Take((int)Math.Max(1, MostKept / (first[0].Values.Length * sizeof(float))));
        var references = new List<Output>();
        foreach (var batch in Questions.Of(samples, original.Inputs, run.Cancel))
        {
            run.Cancel.ThrowIfCancellationRequested();
            references.AddRange(runner.Run(batch).Select(o => Own(view(o))));
        }
        return new(samples, original.Inputs, references) { View = view };
    }

    /// <summary>How sure the original is of its answers: the accuracy to be expected of it.</summary>
    public double Certainty => References.Average(AnswerShift.Certainty);

    /// <param name="chosen">Ascending numbers of samples.</param>
    public HeldOut Only(IReadOnlyList<int> chosen)
    {
        var wanted = chosen.ToHashSet();
        return this with { Samples = Samples.Only(wanted.Contains), References = [.. chosen.Select(i => References[i])] };
    }

    public Difference Compare(Ask candidate, AnswerCost cost, CancellationToken cancel)
    {
        var difference = new Difference(cost);
        var next = 0;
        foreach (var batch in Questions.Of(Samples, Inputs, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var outputs in candidate(batch)) difference.Add(References[next++], View(outputs));
        }
        return difference;
    }

    /// <remarks>A copy, because a batch's outputs share one array.</remarks>
    static Output Own(Output output) => output with { Values = output.Values.ToArray() };
}
