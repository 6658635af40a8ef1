using System.Globalization;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>From numbers to a verdict. Nothing is measured here.</summary>
/// <remarks>
/// MaxDrop    passed where the bound lies inside, failed where the estimate lies outside, uncertain between the two
/// MinMetric, MinSizeReduction, MinSpeedup    compared with what was measured
/// Gate=Warn turns every finding into a warning, Gate=Estimate an uncertain result; Gate=Off leaves size and speed, which need no data.
/// </remarks>
public static class Verdicts
{
    /// <summary>Budgets come from decimal texts and figures from sums: differences this small are rounding, not loss.</summary>
    const double Rounding = 1e-12;

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

    static bool IsDoubt(Finding finding) => finding.Diagnostic.Number == Diagnostics.DropUncertain.Number || finding.Diagnostic.Number == Diagnostics.AcceptedUncertain.Number;

    static Verdict Doubted(Verdict verdict, List<Finding> findings) => verdict == Verdict.Passed && findings.Any(IsDoubt) ? Verdict.Uncertain : verdict;

    static Verdict Accuracy(Evidence evidence, MetricReport metric, Options options, List<Finding> findings)
    {
        if (evidence.NotANumber is { } place)
            findings.Add(Diagnostics.NotANumber.With(evidence.Model, place.Output, place.Sample));
        if (options.MinMetric is { } bound && !Meets(metric, bound))
            findings.Add(Diagnostics.MetricOutside.With(evidence.Model, metric.Name, Figures.Value(metric, metric.Optimized), Figures.Value(metric, bound)));
        if (!IsInside(metric.Loss, metric))
        {
            findings.Add(Diagnostics.AccuracyDropped.With(evidence.Model, Figures.Change(metric), metric.BudgetText, Tried(evidence.Refinement)));
            return Verdict.Failed;
        }
        if (IsInside(metric.LossUpper, metric)) return Verdict.Passed;
        var uncertain = Diagnostics.DropUncertain.With(evidence.Model, Figures.Change(metric), metric.BudgetText, Doubt(metric));
        findings.Add(options.Gate == GateMode.Estimate ? AsWarning(uncertain) : uncertain);
        return Verdict.Uncertain;
    }

    /// <summary>What the search for layers to take back came to; empty where it found what it aimed at.</summary>
    static string Tried(RefinementReport? refinement) => refinement is null or { IsInside: true } ? ""
        : $" ({Figures.Count(refinement.Trials.Count)} variants with more layers in float were tried, the best one is predicted to lose {Figures.Predicted(refinement.Loss, refinement.Least)})";

    /// <remarks>False for NaN.</remarks>
    internal static bool IsInside(double loss, MetricReport metric) => loss <= metric.Budget + Rounding * Math.Max(1, Math.Abs(metric.Original));

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
