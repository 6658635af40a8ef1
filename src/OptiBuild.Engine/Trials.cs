using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>The step "validate": what the candidate is measured by.</summary>
static class Trials
{
    /// <summary>Accuracy against the original on the validation data, speed on one sample.</summary>
    public static Evidence Run(Contest contest, Steps.Step step, CancellationToken cancel)
    {
        var (job, original, candidate, data) = contest;
        var evidence = new Evidence(job.Display);
        if (data is not { Validation: { } samples, Criteria: { } criteria }) return evidence with { Latency = IsSpeedAsked(job.Options) ? Speed(contest, data.Calibration, cancel) : null };

        using var reference = ModelErrors.Guard(job.Display, () => original.Open(new RunnerSettings(job.Threads)));
        using var optimized = ModelErrors.Guard(job.Display, () => candidate.Model.Open(new RunnerSettings(job.Threads) { Libraries = original.Libraries }));
        var trial = new Trial(samples, original.Inputs, reference.Run, optimized.Run);
        var measurement = Gate.Measure(trial, criteria, new Run(job.Threads, step.Advance, cancel));
        return evidence with { Metric = measurement.Metric, NotANumber = measurement.NotANumber, Notes = measurement.Notes, Latency = Speed(contest, samples, cancel) };
    }

    /// <summary>Gate=Off with Effort=fast measures nothing: loading both models once more is much of what such a run would take.</summary>
    static bool IsSpeedAsked(Options options) => options.Effort != Effort.Fast || options.MinSpeedup is not null;

    /// <summary>Null without a sample to run.</summary>
    static LatencyReport? Speed(Contest contest, Samples? samples, CancellationToken cancel)
    {
        if (samples is null) return null;
        var (job, original, candidate, _) = contest;
        var oneThread = new RunnerSettings(Threads: 1);
        using var before = original.Open(oneThread);
        Unused.GiveBack();
        using var after = ModelErrors.Guard(job.Display, () => candidate.Model.Open(oneThread with { Libraries = original.Libraries }));
        var one = Batches.Of(samples, before.Inputs, 1, cancel).First();
        using var alone = job.Turn?.Measure();
        return Latency.Compare(before, after, one, LatencySettings.For(job.Options.Effort), cancel);
    }
}
