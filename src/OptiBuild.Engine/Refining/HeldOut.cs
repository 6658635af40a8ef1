using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Refining;

/// <summary>Calibration samples that no weight was fitted to, and what the original answers to them.</summary>
/// <param name="References">The first output for each sample: what metrics look at.</param>
sealed record HeldOut(Samples Samples, IReadOnlyList<ModelInput> Inputs, IReadOnlyList<Output> References)
{
    /// <summary>Bytes of outputs that are kept: fewer samples of models with large outputs are looked at.</summary>
    const long MostKept = 64 << 20;

    /// <summary>Null where there is no sample left, or no output to compare.</summary>
    public static HeldOut? Of(Original original, Samples calibration, int most, Run run)
    {
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
            references.AddRange(runner.Run(batch).Select(Own));
        }
        return new(samples, original.Inputs, references);
    }

    /// <summary>How sure the original is of its answers: the accuracy to be expected of it.</summary>
    public double Certainty => References.Average(AnswerShift.Certainty);

    /// <param name="chosen">Ascending numbers of samples.</param>
    public HeldOut Only(IReadOnlyList<int> chosen)
    {
        var wanted = chosen.ToHashSet();
        return new(Samples.Only(wanted.Contains), Inputs, [.. chosen.Select(i => References[i])]);
    }

    public Difference Compare(Ask candidate, AnswerCost cost, CancellationToken cancel)
    {
        var difference = new Difference(cost);
        var next = 0;
        foreach (var batch in Questions.Of(Samples, Inputs, cancel))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var outputs in candidate(batch)) difference.Add(References[next++], outputs[0]);
        }
        return difference;
    }

    /// <remarks>A copy, because a batch's outputs share one array.</remarks>
    static Output Own(IReadOnlyList<Output> outputs) => outputs[0] with { Values = outputs[0].Values.ToArray() };
}
