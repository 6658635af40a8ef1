using System.Globalization;
using OptiBuild.Engine.Metrics;
using static OptiBuild.Engine.Reports.Figures;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>A verdict in words that need no explanation: what was asked, what was lost at most, how sure that is, on how many samples.</summary>
static class VerdictWords
{
    /// <summary>A few words for the start of the sentence.</summary>
    public static string Head(ModelReport model) => model switch
    {
        { Verdict: Verdict.Passed }                      => "Passed.",
        { Verdict: Verdict.Uncertain }                   => "Not proven.",
        { Verdict: Verdict.Failed, Metric: null, Size: null } => "Failed before anything was measured.",
        { Verdict: Verdict.Failed }                      => "Failed.",
        { Metric.IsAlone: true }                         => "Measured.",
        _                                                => "Not judged.",
    };

    public static string Sentence(ModelReport model) => model.Metric is { } metric ? Judged(model, metric)
        : model.Size is null ? model.Diagnostics is [{ } first, ..] ? first.Message : "The report says no more."
        : model.Verdict == Verdict.Failed ? "What was asked for was not reached; the messages below say what."
        : "The gate is off: the model was made smaller, and nobody measured what that costs in quality.";

    static string Judged(ModelReport model, MetricReport metric) =>
        metric.IsAlone ? $"On {Shown.Many(metric.Samples, "sample")} the {metric.Name} is {Shown.Value(metric, metric.Original)}."
        : metric.Floor is { } floor ? $"The {metric.Name} must be at least {Shown.Value(metric, floor)}. {Reached(metric)} {FloorWords.Bound(model, metric, floor)}"
        : !Shown.IsCompared(metric) ? $"{Reached(metric)[..^1]}. Nothing was judged, because no bound was asked for."
        : $"{Asked(metric)} {Found(metric)} {Bound(model, metric)}".TrimStart();

    /// <summary>Nothing where no budget was asked for.</summary>
    static string Asked(MetricReport metric) => metric.BudgetText.Length == 0 ? "" : $"The {metric.Name} may {(metric.Direction == Direction.HigherIsBetter ? "fall" : "rise")} by at most {Budget(metric)}.";

    /// <summary>1.00 pp, or 0.00746 (1%) where the budget is relative.</summary>
    public static string Budget(MetricReport metric)
    {
        var budget = Loss(metric, metric.Budget);
        return metric.BudgetText.EndsWith('%') ? $"{budget} ({metric.BudgetText} of the original's)" : budget;
    }

    /// <summary>1 percentage point, 0.27 percentage points, 0.0031.</summary>
    static string Loss(MetricReport metric, double loss) => metric.Unit == MetricUnit.Share && double.IsFinite(loss)
        ? $"{(loss * 100).ToString("0.##", CultureInfo.InvariantCulture)} percentage {(Math.Abs(loss - 0.01) < 1e-9 ? "point" : "points")}"
        : Shown.Loss(metric, loss);

    static string Found(MetricReport metric)
    {
        var (before, after) = (Shown.Value(metric, metric.Original), Shown.Value(metric, metric.Optimized));
        var samples = $"On {Shown.Many(metric.Samples, "sample")} {(metric.BudgetText.Length == 0 ? $"the {metric.Name}" : "it")}";
        return metric.Original == metric.Optimized ? $"{samples} stayed at {after};"
            : metric.Original < metric.Optimized ? $"{samples} rose from {before} to {after};"
            : metric.Original > metric.Optimized ? $"{samples} fell from {before} to {after};"
            : $"{samples} was {before} and is {after};";
    }

    static string Reached(MetricReport metric) => $"On {Shown.Many(metric.Samples, "sample")} {(metric.Floor is null ? $"the {metric.Name}" : "it")} is {Shown.Value(metric, metric.Optimized)};";

    static string Bound(ModelReport model, MetricReport metric)
    {
        var (sure, upper) = (Percent(metric.Confidence), Loss(metric, metric.LossUpper));
        return model.Verdict switch
        {
            Verdict.Uncertain when metric.LossUpper <= metric.Budget => $"with {sure} certainty the true loss is at most {upper}, but something else that was asked for is not proven: the messages below say what.",
            Verdict.Uncertain => $"that is inside what is allowed, but {Shown.Many(metric.Samples, "sample")} leave room for chance: the true loss may be as much as {upper}, if one wants to be {sure} sure. {Needed(metric)}",
            Verdict.Failed when !(metric.Loss <= metric.Budget) => $"that is a loss of {Loss(metric, metric.Loss)}, more than allowed.",
            Verdict.Failed => $"with {sure} certainty the true loss is at most {upper}, but something else that was asked for was not reached: the messages below say what.",
            Verdict.Off    => $"with {sure} certainty the true loss is at most {upper}. Nothing was judged, because the gate is off.",
            _ when metric.LossUpper <= 0 => $"with {sure} certainty nothing was lost.",
            _              => $"with {sure} certainty the true loss is at most {upper}.",
        };
    }

    public static string Needed(MetricReport metric) => metric.SamplesNeeded is { } needed
        ? $"About {Shown.Whole(needed)} samples would settle it."
        : "The figure is too near to what is allowed for more samples to help.";
}
