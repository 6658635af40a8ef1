using static OptiBuild.Engine.Reports.Figures;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The verdict on a figure that must reach a floor, since the original's own is infinite.</summary>
static class FloorWords
{
    public static string Bound(ModelReport model, MetricReport metric, double floor)
    {
        var (sure, least) = (Percent(metric.Confidence), Shown.Value(metric, floor - metric.LossUpper));
        return model.Verdict switch
        {
            Verdict.Uncertain when metric.LossUpper <= metric.Budget => $"with {sure} certainty it is truly at least {least}, but something else that was asked for is not proven: the messages below say what.",
            Verdict.Uncertain => $"that is enough, but {Shown.Many(metric.Samples, "sample")} leave room for chance: it may truly be as low as {least}, if one wants to be {sure} sure. {VerdictWords.Needed(metric)}",
            Verdict.Failed when !(metric.Loss <= metric.Budget) => "that is less than asked for.",
            Verdict.Failed    => $"with {sure} certainty it is truly at least {least}, but something else that was asked for was not reached: the messages below say what.",
            _ when double.IsPositiveInfinity(metric.Optimized) => "every output is the same as the original's.",
            _                 => $"with {sure} certainty it is truly at least {least}.",
        };
    }
}
