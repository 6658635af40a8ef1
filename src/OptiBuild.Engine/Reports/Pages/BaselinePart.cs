using System.Xml.Linq;
using OptiBuild.Engine.Validation;
using static OptiBuild.Engine.Reports.Figures;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The result beside the one that was accepted last.</summary>
static class BaselinePart
{
    enum Outcome { Inside, Outside, Uncertain, Incomparable, Told }

    public static XElement? Of(ModelReport model) => model.Baseline is not { } baseline ? null
        : Part("Beside the accepted result", "Somebody accepted an earlier result as good enough. Small losses add up from build to build, so the new one must not fall behind that one either.",
            Tag("p", "", Tag("span", "badge " + Style(OutcomeOf(model, baseline)), Word(OutcomeOf(model, baseline))), " ", Sentence(model)), Values(model, baseline));

    /// <summary>What the comparison says, in one or two sentences.</summary>
    public static string Sentence(ModelReport model)
    {
        if (model.Baseline is not { } baseline) return "";
        if (!baseline.IsComparable || model.Metric is not { } metric) return $"It cannot be compared: {(baseline.Reason ?? "nothing was measured").TrimEnd('.')}.";
        return $"{Counted(baseline, metric)} {Judged(OutcomeOf(model, baseline), baseline, metric)}".Trim();
    }

    static string Counted(BaselineReport baseline, MetricReport metric) => baseline is { Broken: { } broken, Repaired: { } repaired }
        ? $"Of {Shown.Many(metric.Samples, "sample")}, {Shown.Whole(broken)} were right in the accepted result and are wrong now, {Shown.Whole(repaired)} the other way round."
        : $"The accepted result knows its figure only, not which samples it came from, so the two figures are compared and chance cannot be ruled out.";

    static string Judged(Outcome outcome, BaselineReport baseline, MetricReport metric)
    {
        var found = baseline.Loss <= 0 ? "Nothing was lost" : $"That is a loss of {Shown.Loss(metric, baseline.Loss)}";
        var sure = baseline.LossUpper is { } upper ? upper > 0 ? $", and truly at most {Shown.Loss(metric, upper)} ({Percent(metric.Confidence)} sure)" : $", {Percent(metric.Confidence)} sure" : "";
        return outcome switch
        {
            Outcome.Told      => $"{found}{sure}.",
            Outcome.Outside   => $"{found}; {Shown.Loss(metric, metric.Budget)} are allowed.",
            Outcome.Uncertain => $"{found}{sure}, which is more than the {Shown.Loss(metric, metric.Budget)} that are allowed.",
            _                 => $"{found}{sure}; {Shown.Loss(metric, metric.Budget)} are allowed.",
        };
    }

    static Outcome OutcomeOf(ModelReport model, BaselineReport baseline) => model.Metric is not { } metric || !baseline.IsComparable ? Outcome.Incomparable
        : metric.Floor is not null ? Outcome.Told
        : !Verdicts.IsInside(baseline.Loss, metric) ? Outcome.Outside
        : baseline.LossUpper is { } upper && !Verdicts.IsInside(upper, metric) ? Outcome.Uncertain
        : Outcome.Inside;

    static string Style(Outcome outcome) => outcome switch { Outcome.Inside => "good", Outcome.Outside => "bad", Outcome.Uncertain => "doubt", _ => "plain" };

    static string Word(Outcome outcome) => outcome switch { Outcome.Inside => "as good", Outcome.Outside => "worse", Outcome.Uncertain => "not proven", Outcome.Told => "not judged", _ => "not comparable" };

    static XElement Values(ModelReport model, BaselineReport baseline)
    {
        var most = Math.Max(1.0, Math.Max(baseline.Embedded, model.Size?.Embedded ?? 0));
        var isSame = model.Metric?.Name == baseline.Metric;
        return Table("", ["", "accepted", "now", ""],
            new[]
            {
                Row(Head(baseline.Metric), Figure(baseline.Value, Shown.Accepted(model.Metric, baseline)), Figure(model.Metric?.Optimized ?? -1, isSame ? Shown.Value(model.Metric!, model.Metric!.Optimized) : ""), Cell()),
                model.Size is { } size ? Row(Head("embedded"), Figure(baseline.Embedded, Bytes(baseline.Embedded)), Figure(size.Embedded, Bytes(size.Embedded)),
                    Tag("td", "pair", Bar("before", baseline.Embedded / most), Bar("after", size.Embedded / most))) : null,
            }.OfType<XElement>());
    }
}
