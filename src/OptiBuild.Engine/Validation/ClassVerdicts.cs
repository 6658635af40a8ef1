using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>The verdict on single classes, and the warning for one that the average hides.</summary>
/// <remarks>
/// MaxClassDrop asserts that each class holds. That is an intersection-union test: the union of "this class lost too much" is rejected only where every
/// one of them is, each at the asked confidence, and then the chance of a false pass is at most that of the worst class alone, so that no
/// correction for the number of classes is due. Berger: Multiparameter hypothesis testing and acceptance sampling, Technometrics 24, 1982, theorem 1.
/// The warning without it says the opposite, that some class lost, and is corrected (<see cref="ClassReport.LossLower"/>).
/// </remarks>
static class ClassVerdicts
{
    const int MostNamed = 3;

    /// <summary>Differences this small are rounding, not loss.</summary>
    const double Rounding = 1e-12;

    public static Judgement Judge(string model, MetricReport metric, Options options)
    {
        if (options.MaxClassDrop is not { } budget) return new(Verdict.Passed, [.. Hidden(model, metric)]);
        var failed = metric.Classes.Where(c => !IsInside(c, c.Loss, budget)).OrderByDescending(c => c.Loss).ToArray();
        if (failed.Length > 0) return new(Verdict.Failed, [Diagnostics.ClassDropped.With(model, Changes(metric, failed), budget.ToString())]);
        if (metric.Classes.Count == 0) return new(Verdict.Failed, [Diagnostics.BoundUnfit.With(nameof(options.MaxClassDrop), budget.ToString(), metric.Name, "these answers have no figures for single classes. Remove the bound")]);
        var doubtful = metric.Classes.Where(c => !IsInside(c, c.LossUpper, budget)).OrderByDescending(c => c.LossUpper).ToArray();
        return doubtful.Length == 0 ? new(Verdict.Passed, [])
            : new(Verdict.Uncertain, [Diagnostics.ClassUncertain.With(model, budget.ToString(), Listed(doubtful, c => $"'{c.Name}' may lose up to {Figures.Loss(metric, c.LossUpper)} at {Figures.Percent(metric.Confidence)} ({Figures.Count(c.Samples)} samples)"), Needed(metric, budget))]);
    }

    /// <summary>Classes that are named though the average holds: lost more than the budget beyond chance, or else, in a message only, more by the estimate and something beyond chance.</summary>
    static IEnumerable<Finding> Hidden(string model, MetricReport metric)
    {
        var worse = metric.Classes.Where(c => c.LossLower > 0).OrderByDescending(c => c.Loss).ToArray();
        if (worse.Length == 0 || !(metric.Loss <= metric.Budget)) yield break;
        var finding = Diagnostics.ClassWorse.With(model, Changes(metric, worse), metric.BudgetText);
        yield return worse.Any(c => c.LossLower > metric.Budget) ? finding : finding with { Diagnostic = finding.Diagnostic with { Severity = Severity.Message } };
    }

    /// <remarks>False for NaN.</remarks>
    static bool IsInside(ClassReport report, double loss, Budget budget) =>
        loss <= (budget.Unit == BudgetUnit.Relative ? budget.Amount * Math.Abs(report.Original) : budget.Amount) + Rounding;

    static string Changes(MetricReport metric, IReadOnlyList<ClassReport> classes) =>
        $"{metric.Name} of {Listed(classes, c => $"class '{c.Name}' went from {Figures.Value(metric, c.Original)} to {Figures.Value(metric, c.Optimized)} ({Figures.Count(c.Samples)} samples)")}";

    static string Listed(IReadOnlyList<ClassReport> classes, Func<ClassReport, string> say) =>
        string.Join(", ", classes.Take(MostNamed).Select(say)) + (classes.Count > MostNamed ? $" and {Figures.Count(classes.Count - MostNamed)} more" : "");

    /// <summary>What a class needs at least, where right and wrong answers are counted.</summary>
    static string Needed(MetricReport metric, Budget budget) => metric.Broken is null || budget is not { Amount: > 0 and < 1, Unit: not BudgetUnit.Relative } ? ""
        : $"; even without a changed answer that takes {Figures.Count(Numerics.Statistics.SampleSize.ForNoChange(budget.Amount, metric.Confidence))} samples of each class";
}
