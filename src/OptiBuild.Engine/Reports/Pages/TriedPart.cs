using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using static OptiBuild.Engine.Reports.Figures;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>What was tried, what was kept and what was undone.</summary>
static class TriedPart
{
    /// <summary>Of a long search, the last trials are those that decide.</summary>
    const int MostTrials = 12;

    public static XElement? Of(ModelReport model) => Part("What was tried, and what was undone", "All of this was predicted on calibration samples without labels; the verdict above comes from other samples.",
        Channels(model.Channels), Levels(model.Levels), Refined(model.Refinement), Reverted(model.Layers));

    static XElement? Channels(ChannelReport? channels) => channels is null ? null : Tag("div", "tried", Tag("h4", "", "Removing whole channels"),
        Paragraph(Sentence(channels.Outcome)),
        channels.Trials.Count == 0 ? null : Table("sortable", ["trial", "time saved", "predicted loss", ""], channels.Trials.Take(MostTrials).Select((t, i) => Row(
            Head(Shown.Whole(i + 1)), Figure(t.Saved, double.IsFinite(t.Saved) ? Percent(t.Saved, "0.0") : ""), Figure(t.Loss, Predicted(channels.Loss, t.Loss)), Cell(t.Loss <= channels.Target ? "inside" : "too much")))),
        channels.Families.Any(f => f.Removed > 0) ? More($"Where {Shown.Many(channels.Families.Sum(f => (long)f.Removed), "channel")} went", Table("sortable", ["read by", "channels", "removed"],
            channels.Families.Where(f => f.Removed > 0).Select(f => Row(Head(Name(f.Node)), Figure(f.Channels, Shown.Whole(f.Channels)), Figure(f.Removed, Shown.Whole(f.Removed)))))) : null);

    static XElement? Levels(LevelsReport? levels)
    {
        if (levels is null) return null;
        var trials = levels.Trials.Where(t => t.Loss is { } loss && double.IsFinite(loss) && t.Bytes > 0).ToArray();
        return Tag("div", "tried", Tag("h4", "", "Fewer levels for weights"),
            Paragraph($"{Shown.Many(levels.Trials.Count, "choice")} tried for {Shown.Many(levels.Weights.Count, "weight tensor")}: coded weights went from {Bytes(levels.BytesBefore)} to {Bytes(levels.BytesAfter)}, "
                + $"the predicted loss ({Shown.What(levels.Loss)}) from {Predicted(levels.Loss, levels.Before)} to {Predicted(levels.Loss, levels.After)} where {Predicted(levels.Loss, levels.Target)} are allowed, as predicted on {Shown.Many(levels.Samples, "sample")}."),
            trials.Length < 2 ? null : Tag("figure", "chart", ChartSvg.Of(Trials(levels, trials))));
    }

    static Chart Trials(LevelsReport levels, LevelTrial[] trials)
    {
        var (least, most) = (trials.Min(t => t.Bytes), trials.Max(t => t.Bytes));
        var top = trials.Select(t => t.Loss!.Value).Append(double.IsFinite(levels.Target) ? levels.Target : 0).Max();
        return new Chart("predicted loss against bytes of each trial", ChartAxis.Logarithmic("coded weights", least, most, b => Bytes((long)b)), ChartAxis.Linear("predicted loss", 0, top, v => Short(levels.Loss, v)),
        [
            new("tried", "before", Marker.Circle, [.. trials.Select((t, i) => new ChartPoint(t.Bytes, t.Loss!.Value, $"trial {Shown.Whole(i + 1)}: {Bytes(t.Bytes)}, {Predicted(levels.Loss, t.Loss.Value)}") { Label = Shown.Whole(i + 1) })]) { Line = LineKind.None },
            .. double.IsFinite(levels.Target) ? new[] { new ChartSeries("allowed", "limit", Marker.Square, [new(least, levels.Target, "allowed"), new(most, levels.Target, "allowed")]) { Line = LineKind.Dashed } } : [],
        ]);
    }

    static XElement? Refined(RefinementReport? refinement) => refinement is null ? null : Tag("div", "tried", Tag("h4", "", "Taking layers back to float"),
        Paragraph($"With nothing taken back, {Predicted(refinement.Loss, refinement.Before)} were predicted ({Shown.What(refinement.Loss)}, on {Shown.Many(refinement.Samples, "sample")}), and {Predicted(refinement.Loss, refinement.Target)} were aimed at. ",
            refinement.Reverted.Count == 0 ? refinement.IsInside ? "So nothing was taken back." : $"{Shown.Many(refinement.Trials.Count, "variant")} were tried; none was better."
                : $"After {Shown.Many(refinement.Trials.Count, "trial")}, {Shown.Many(refinement.Reverted.Count, "operator")} went back to float: {Predicted(refinement.Loss, refinement.After)} are predicted now."),
        refinement.Trials.Count < 2 ? null : More($"The {(refinement.Trials.Count > MostTrials ? $"last {MostTrials} " : "")}trials", Table("sortable", ["trial", "taken back", "predicted loss", "noise"],
            refinement.Trials.Select((t, i) => (Trial: t, Number: i + 1)).TakeLast(MostTrials).Select(t => Row(Head(Shown.Whole(t.Number)), Cell(Taken(t.Trial.Reverted)),
                t.Trial.Loss is { } loss ? Figure(loss, Predicted(refinement.Loss, loss)) : Figure(-1), t.Trial.Noise is { } noise && double.IsFinite(noise) ? Figure(noise, noise.ToString("G3", System.Globalization.CultureInfo.InvariantCulture)) : Figure(-1))))));

    static XElement? Reverted(IReadOnlyList<LayerReport> layers)
    {
        var reverted = layers.Where(l => l.Decision == LayerDecision.Reverted).ToArray();
        return reverted.Length == 0 ? null : Tag("div", "tried", Tag("h4", "", $"Undone: {Shown.Many(reverted.Length, "operator")}"),
            Tag("ul", "", reverted.Take(MostTrials).Select(l => Tag("li", "", Tag("b", "", l.Node), ": ", l.Reason))),
            reverted.Length > MostTrials ? Tag("p", "note", $"and {Shown.Whole(reverted.Length - MostTrials)} more, in the table of layers") : null);
    }

    static string Taken(IReadOnlyList<string> nodes) => nodes.Count == 0 ? "nothing" : nodes.Count <= 3 ? string.Join(", ", nodes) : $"{Shown.Whole(nodes.Count)} operators";

    static string Predicted(LossKind? kind, double loss) => !double.IsFinite(loss) ? "not a number" : kind is { } known ? Figures.Predicted(known, loss) : loss.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>For ticks, which are round: 1 pp, 0.5 %.</summary>
    static string Short(LossKind kind, double loss) => kind switch
    {
        LossKind.ChangedAnswers or LossKind.LostProbability or LossKind.LostPrecision => $"{Markup.Number(loss * 100)} pp",
        LossKind.NoiseAmount                                => Markup.Number(loss),
        _                                                   => Percent(loss),
    };

    static string Sentence(string text) => text.Length == 0 ? "" : string.Concat(text[..1].ToUpperInvariant(), text[1..].TrimEnd('.'), ".");
}
