using System.Globalization;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>From numbers to a verdict. Nothing is measured here.</summary>
/// <remarks>
/// MaxDrop    passed where the bound lies inside, failed where the estimate lies outside, uncertain between the two
/// MaxClassDrop    the same of each class; the worst verdict counts
/// MinMetric, MinSizeReduction, MinSpeedup    compared with what was measured
/// Gate=Warn turns every finding into a warning, Gate=Estimate an uncertain result; Gate=Off leaves size and speed, which need no data.
/// </remarks>
public static class Verdicts
{
    /// <summary>Budgets come from decimal texts and figures from sums: differences this small are rounding, not loss.</summary>
    const double Rounding = 1e-12;

    static readonly int[] Doubts = [Diagnostics.DropUncertain.Number, Diagnostics.ClassUncertain.Number, Diagnostics.FloorUncertain.Number, Diagnostics.AcceptedUncertain.Number];

    public static Judgement Judge(Evidence evidence, Options options)
    {
        var findings = new List<Finding>();
        var verdict = options.Gate != GateMode.Off && evidence.Metric is { } metric ? Accuracy(evidence, metric, options, findings) : Verdict.Off;
        findings.AddRange(Limits(evidence, options));
        if (evidence.Baseline is { } baseline) findings.AddRange(BaselineGate.Judge(baseline, evidence, options));
        if (options.Gate == GateMode.Warn)
            return new Judgement(findings.Any(IsFailure) ? Verdict.Failed : verdict, [.. findings.Select(AsWarning)]);
        return new Judgement(findings.Any(IsFailure) ? Verdict.Failed : Doubted(verdict, findings), findings);
    }

    static bool IsFailure(Finding finding) => finding.Diagnostic.Severity == Severity.Error && !IsDoubt(finding);

    static bool IsDoubt(Finding finding) => Doubts.Contains(finding.Diagnostic.Number);

    static Verdict Doubted(Verdict verdict, List<Finding> findings) => verdict == Verdict.Passed && findings.Any(IsDoubt) ? Verdict.Uncertain : verdict;

    static Verdict Accuracy(Evidence evidence, MetricReport metric, Options options, List<Finding> findings)
    {
        if (evidence.NotANumber is { } place)
            findings.Add(Diagnostics.NotANumber.With(evidence.Model, place.Output, place.Sample));
        if (options.MinMetric is { } bound && metric.Floor is null && !Meets(metric, bound))
            findings.Add(Diagnostics.MetricOutside.With(evidence.Model, metric.Name, Figures.Value(metric, metric.Optimized), Figures.Value(metric, bound)));
        var (average, classes) = (metric.Floor is { } floor ? Floored(evidence, metric, floor) : Dropped(evidence, metric), ClassVerdicts.Judge(evidence.Model, metric, options));
        foreach (var finding in average.Findings.Concat(classes.Findings))
            findings.Add(IsDoubt(finding) && options.Gate == GateMode.Estimate ? AsWarning(finding) : finding);
        Verdict[] both = [average.Verdict, classes.Verdict];
        return both.Contains(Verdict.Failed) ? Verdict.Failed : both.Contains(Verdict.Uncertain) ? Verdict.Uncertain : Verdict.Passed;
    }

    static Judgement Dropped(Evidence evidence, MetricReport metric)
    {
        if (!IsInside(metric.Loss, metric))
            return new(Verdict.Failed, [Diagnostics.AccuracyDropped.With(evidence.Model, Figures.Change(metric), metric.BudgetText, Tried(evidence.Refinement))]);
        if (IsInside(metric.LossUpper, metric)) return new(Verdict.Passed, []);
        return new(Verdict.Uncertain, [Diagnostics.DropUncertain.With(evidence.Model, Figures.Change(metric), metric.BudgetText, Doubt(metric))]);
    }

    /// <summary>Losses are below the floor.</summary>
    static Judgement Floored(Evidence evidence, MetricReport metric, double floor)
    {
        var (name, bound) = ($"{metric.Name} is {Figures.Value(metric, metric.Optimized)} over {Figures.Count(metric.Samples)} samples", Figures.Value(metric, floor));
        if (!IsInside(metric.Loss, metric))
            return new(Verdict.Failed, [Diagnostics.MetricOutside.With(evidence.Model, metric.Name, Figures.Value(metric, metric.Optimized), bound)]);
        if (IsInside(metric.LossUpper, metric)) return new(Verdict.Passed, []);
        return new(Verdict.Uncertain, [Diagnostics.FloorUncertain.With(evidence.Model, name, bound, $"it may be as low as {Figures.Value(metric, floor - metric.LossUpper)} at {Figures.Percent(metric.Confidence)}")]);
    }

    /// <summary>What the search for layers to take back came to; empty where it found what it aimed at.</summary>
    static string Tried(RefinementReport? refinement) => refinement is null or { IsInside: true } ? ""
        : $" ({Figures.Count(refinement.Trials.Count)} variants with more layers in float were tried, the best one is predicted to lose {Figures.Predicted(refinement.Loss, refinement.Least)})";

    /// <remarks>False for NaN.</remarks>
    internal static bool IsInside(double loss, MetricReport metric) => loss <= metric.Budget + Rounding * Math.Max(1, Math.Abs(metric.Floor ?? metric.Original));

    static bool Meets(MetricReport metric, double bound) => metric.Direction == Direction.HigherIsBetter
        ? metric.Optimized >= bound - Rounding
        : metric.Optimized <= bound + Rounding;

    static string Doubt(MetricReport metric)
    {
        var bound = $"the loss may be up to {Figures.Loss(metric, metric.LossUpper)} at {Figures.Percent(metric.Confidence)}";
        return metric.SamplesNeeded is { } needed
            ? $"{bound}, and about {Figures.Count(needed)} samples would settle it"
            : $"{bound}, and the estimate is too near to the budget for more samples to help";
    }

    static IEnumerable<Finding> Limits(Evidence evidence, Options options)
    {
        if (options.MinSizeReduction is { } reduction && evidence.Size is { } size && 1 - size.Embedded / (double)size.Original is var shrank && shrank < reduction - Rounding)
            yield return Diagnostics.NotSmallEnough.With(evidence.Model, Figures.Percent(shrank), Figures.Percent(reduction));
        if (options.MinSpeedup is { } speedup && evidence.Latency is { } latency && latency.Speedup < speedup)
            yield return Diagnostics.NotFastEnough.With(evidence.Model, latency.Speedup.ToString("0.00", CultureInfo.InvariantCulture), speedup.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>An error made a warning; what is less stays.</summary>
    internal static Finding AsWarning(Finding finding) => finding.Diagnostic.Severity < Severity.Error ? finding : finding with { Diagnostic = finding.Diagnostic with { Severity = Severity.Warning } };
}
