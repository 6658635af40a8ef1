using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>Asks both models every validation sample, once, and compares them pair by pair.</summary>
/// <remarks>
/// Non-inferiority, not "no significant difference": passed is what is proven to lose less than the budget, with the one-sided
/// upper bound at the asked confidence. Hit-or-miss metrics get the exact bound from answers broken and repaired, others a paired bootstrap.
/// </remarks>
public static class Gate
{
    /// <summary>Stops before any work where even zero changed answers could not prove the budget.</summary>
    /// <exception cref="OptiBuildException">OB4003.</exception>
    public static void RequireProvable(string model, Criteria criteria, int samples)
    {
        // A program of the user's own may answer with shares of a sample, too.
        if (criteria.Gate == GateMode.Certify && criteria.Metric is { IsShare: true, Begin: null }) RequireProvable(model, criteria.Budget, criteria.Confidence, samples);
    }

    /// <summary>The same of a metric that counts right answers.</summary>
    /// <exception cref="OptiBuildException">OB4003.</exception>
    internal static void RequireProvable(string model, Budget allowed, double confidence, int samples)
    {
        // A relative budget is at most this much of a share, and this much only for an original that makes no mistake.
        var budget = allowed.Amount;
        if (budget >= 1) return;
        if (budget <= 0)
            throw TooFew("a budget above zero, whatever the number of samples");
        if (SampleSize.ForNoChange(budget, confidence) is var needed && needed > samples)
            throw TooFew($"{Figures.Count(needed)} samples at {Figures.Percent(confidence)}");

        OptiBuildException TooFew(string needs) =>
            new(Diagnostics.TooFewSamples.With(model, samples, allowed.ToString(), needs));
    }

    /// <exception cref="OptiBuildException">OB3xxx: a sample or a label does not fit.</exception>
    public static Measurement Measure(Trial trial, Criteria criteria, Run run)
    {
        using var scoring = criteria.Metric.Start(run.Cancel);
        var scores = new PairedScores(scoring.Metric, trial.Samples.Labels);
        var labels = new LabelSpread();
        NotANumber? first = null;
        foreach (var batch in Questions.Of(trial.Samples, trial.Inputs, run.Cancel))
        {
            run.Cancel.ThrowIfCancellationRequested();
            var (before, after) = (trial.Original(batch), trial.Optimized(batch));
            for (var i = 0; i < batch.Count; i++)
            {
                Questions.RequireLabel(criteria.Metric, batch.Samples[i], before[i]);
                first ??= Find(before[i], after[i], batch.Samples[i]);
                labels.Add(batch.Samples[i].Label);
                scores.Add(before[i], after[i], batch.Samples[i]);
            }
            run.Advance(scores.Count, trial.Samples.Count);
        }
        return new Measurement(scores.ToReport(criteria, trial.Samples.ClassNames, run.Threads), first) { Notes = criteria.Metric.Needs == LabelKind.None ? [] : [.. labels.Findings()] };
    }

    static NotANumber? Find(IReadOnlyList<Output> before, IReadOnlyList<Output> after, Sample sample)
    {
        for (var i = 0; i < after.Count; i++)
            if (HasNaN(after[i].Values.Span) && !HasNaN(before[i].Values.Span))
                return new NotANumber(after[i].Name, sample.Origin);
        return null;
    }

    static bool HasNaN(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (float.IsNaN(value)) return true;
        return false;
    }
}
