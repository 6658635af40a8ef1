using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Baselines;

/// <summary>The new result beside the one that was accepted last: by the same budget, and not much larger.</summary>
/// <remarks>
/// Where both know which answers were right, on the same samples, the comparison is paired and the exact bound decides as it does against the original.
/// Otherwise the estimates are compared: what the two lose against each other cannot be bounded from sums.
/// </remarks>
static class BaselineGate
{
    /// <summary>Growth that is told; below it, it is a change of rounding or of names.</summary>
    public const double MostGrowth = 0.05;

    /// <param name="metric">Of the new result.</param>
    /// <param name="validation">Hash of its validation data.</param>
    /// <param name="file">The baseline, for messages.</param>
    /// <exception cref="OptiBuildException">OB4024: the accepted answers are damaged.</exception>
    public static BaselineReport Compare(Accepted accepted, MetricReport? metric, string? validation, string file)
    {
        if (metric is null) return Incomparable(accepted, "nothing was measured");
        if (accepted.Metric != metric.Name) return Incomparable(accepted, $"{accepted.Metric} was measured then, and {metric.Name} is now");
        if (accepted.Hashes.Validation != validation) return Incomparable(accepted, "the validation data is another");
        if (accepted.Samples != metric.Samples) return Incomparable(accepted, $"{Figures.Count(accepted.Samples)} samples were asked then, and {Figures.Count(metric.Samples)} are now");

        var loss = accepted.Direction == Direction.HigherIsBetter ? accepted.Value - metric.Optimized : metric.Optimized - accepted.Value;
        var report = new BaselineReport { Metric = accepted.Metric, Value = accepted.Value, Embedded = accepted.Size.Embedded, IsComparable = true, Loss = loss };
        return accepted.Right is { } then && metric.Right is { } now ? Paired(report, metric, RightAnswers.Parse(then, metric.Samples, file), RightAnswers.Parse(now, metric.Samples, file)) : report;
    }

    static BaselineReport Paired(BaselineReport report, MetricReport metric, byte[] then, byte[] now)
    {
        var (broken, repaired) = RightAnswers.Changed(then, now);
        return report with
        {
            Broken    = broken,
            Repaired  = repaired,
            Loss      = (broken - repaired) / (double)metric.Samples,
            LossUpper = PairedProportions.UpperBound(broken, repaired, metric.Samples, metric.Confidence),
        };
    }

    /// <summary>What the comparison says about the new result.</summary>
    public static IEnumerable<Finding> Judge(BaselineReport baseline, Evidence evidence, Options options)
    {
        if (!baseline.IsComparable)
            yield return Diagnostics.BaselineIncomparable.With(evidence.Model, baseline.Reason ?? "");
        // A floor has no budget beside it: the figure itself is bounded.
        else if (evidence.Metric is { Floor: null } metric)
            foreach (var finding in Judge(baseline, metric, evidence.Model, options.Gate)) yield return finding;
        if (evidence.Size is { } size && size.Embedded > baseline.Embedded * (1 + MostGrowth))
            yield return Diagnostics.LargerThanAccepted.With(evidence.Model, Figures.Bytes(size.Embedded), Figures.Bytes(baseline.Embedded));
    }

    static IEnumerable<Finding> Judge(BaselineReport baseline, MetricReport metric, string model, GateMode gate)
    {
        if (!Verdicts.IsInside(baseline.Loss, metric))
            yield return Diagnostics.WorseThanAccepted.With(model, Change(baseline, metric), metric.BudgetText);
        else if (baseline.LossUpper is { } upper && !Verdicts.IsInside(upper, metric))
        {
            var finding = Diagnostics.AcceptedUncertain.With(model, Change(baseline, metric), metric.BudgetText, $"{Figures.Loss(metric, upper)} at {Figures.Percent(metric.Confidence)}");
            yield return gate == GateMode.Estimate ? Verdicts.AsWarning(finding) : finding;
        }
    }

    /// <summary>accuracy 91.42 % was accepted and is 88.10 % now (93 answers broken, 27 repaired, of 2000 samples)</summary>
    static string Change(BaselineReport baseline, MetricReport metric)
    {
        var counts = baseline is { Broken: { } broken, Repaired: { } repaired }
            ? $"{Figures.Count(broken)} answers broken, {Figures.Count(repaired)} repaired, of {Figures.Count(metric.Samples)} samples"
            : $"{Figures.Count(metric.Samples)} samples, by the estimates";
        return $"{metric.Name} {Figures.Value(metric, baseline.Value)} was accepted, and it is {Figures.Value(metric, metric.Optimized)} now ({counts})";
    }

    static BaselineReport Incomparable(Accepted accepted, string reason) =>
        new() { Metric = accepted.Metric, Value = accepted.Value, Embedded = accepted.Size.Embedded, IsComparable = false, Reason = reason };
}
