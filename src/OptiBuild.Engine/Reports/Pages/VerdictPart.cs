using System.Xml.Linq;
using static OptiBuild.Engine.Reports.Figures;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>What became of a model: a sentence, the four figures people ask for, and what was complained about.</summary>
static class VerdictPart
{
    public static IEnumerable<XElement?> Of(ModelReport model) =>
    [
        Tag("p", "verdict " + Style(model.Verdict), Tag("b", "", VerdictWords.Head(model)), " ", VerdictWords.Sentence(model)),
        Messages(model.Diagnostics),
        Tag("div", "cards", Quality(model.Metric), Size(model.Size), Speed(model.Latency), Answers(model.Metric)),
        model.Size is null || model.Metric is { IsAlone: true } ? null : Tag("p", "note key", Tag("span", "bar before"), "before, ", Tag("span", "bar after"), "after, here and in all tables below"),
        model.Metric is { Formula: { Length: > 0 } formula } m ? Tag("p", "note", Tag("b", "", m.Name), $": {formula.Replace("`", "", StringComparison.Ordinal)}.") : null,
        model.Metric is { } metric && LossPicture.Of(metric) is { } picture ? Tag("figure", "", picture, Tag("figcaption", "", LossPicture.Caption(metric))) : null,
    ];

    public static string Style(Verdict verdict) => verdict switch { Verdict.Passed => "good", Verdict.Failed => "bad", Verdict.Uncertain => "doubt", _ => "plain" };

    static XElement? Messages(IReadOnlyList<DiagnosticReport> diagnostics) => diagnostics.Count == 0 ? null
        : Tag("ul", "messages", diagnostics.Select(d => Tag("li", d.Severity is "error" or "warning" ? d.Severity : "message", Tag("b", "", $"{d.Code} {d.Severity}"), " ", d.Message, Explained(d.Code))));

    /// <summary>Nothing for a code of another version.</summary>
    static XElement? Explained(string code) => DiagnosticHelp.Of(code) is not { } help ? null : More("Why, and what to do",
        Paragraph(DiagnosticHelp.Plain(help.Why)), Paragraph(DiagnosticHelp.Plain(help.Do)), help.Example.Length > 0 ? Tag("pre", "", help.Example) : null);

    static XElement? Quality(MetricReport? metric) => metric is null ? null
        : Shown.IsCompared(metric) ? Card(metric.Name, $"{Shown.Value(metric, metric.Original)} → {Shown.Value(metric, metric.Optimized)}", Lost(metric))
        : Card(metric.Name, Shown.Value(metric, metric.Optimized), double.IsPositiveInfinity(metric.Optimized) ? "every output is the same as the original's" : metric.Floor is { } floor ? $"truly at least {Shown.Value(metric, floor - metric.LossUpper)} ({Percent(metric.Confidence)} sure); the original itself is {Exact}"
            : metric.IsAlone ? $"on {Shown.Many(metric.Samples, "sample")}" : $"the original itself is {Exact}");

    static string Lost(MetricReport metric) => (metric.Loss, metric.LossUpper) switch
    {
        ( < 0, <= 0) => $"{Shown.Loss(metric, -metric.Loss)} better; {Percent(metric.Confidence)} sure that nothing was lost",
        ( < 0, _)    => $"{Shown.Loss(metric, -metric.Loss)} better; truly at most {Shown.Loss(metric, metric.LossUpper)} lost ({Percent(metric.Confidence)} sure)",
        (_, _)       => $"{Shown.Loss(metric, metric.Loss)} lost, truly at most {Shown.Loss(metric, metric.LossUpper)} ({Percent(metric.Confidence)} sure)",
    };

    static XElement? Size(SizeReport? size) => size is null or { Original: <= 0 } or { Embedded: <= 0 } ? null
        : size.Embedded == size.Original ? Card("size", Bytes(size.Original), "") : Card("size", $"{Bytes(size.Original)} → {Bytes(size.Embedded)}",
        $"{Smaller(size)}{(size.Embedded == size.Optimized ? "" : $"; {Bytes(size.Optimized)} when unpacked")}",
        [("before", size.Original / (double)Math.Max(size.Original, size.Embedded), Bytes(size.Original)), ("after", size.Embedded / (double)Math.Max(size.Original, size.Embedded), Bytes(size.Embedded))]);

    /// <summary>11.0× smaller, 1.3× larger.</summary>
    static string Smaller(SizeReport size) => size.Embedded <= size.Original ? $"{Ratio(size.Original / (double)size.Embedded)} smaller" : $"{Ratio(size.Embedded / (double)size.Original)} larger";

    static XElement? Speed(LatencyReport? latency)
    {
        if (latency is null || !double.IsFinite(latency.Speedup)) return null;
        var most = Math.Max(latency.OriginalMs, latency.OptimizedMs);
        return Card("time of one answer", $"{Milliseconds(latency.OriginalMs)} → {Milliseconds(latency.OptimizedMs)}",
            $"{Shown.Speed(latency)}; {Shown.Many(latency.Batch, "sample")} on {Shown.Many(latency.Threads, "thread")}",
            [("before", latency.OriginalMs / most, Milliseconds(latency.OriginalMs)), ("after", latency.OptimizedMs / most, Milliseconds(latency.OptimizedMs))]);
    }

    static XElement? Answers(MetricReport? metric) => metric is null or { IsAlone: true } ? null : Card("same answers", double.IsFinite(metric.Agreement) ? Percent(metric.Agreement, "0.00") : "not a number",
        metric is { Broken: { } broken, Repaired: { } repaired }
            ? $"of {Shown.Many(metric.Samples, "sample")}; {Shown.Whole(broken)} were right and are wrong now, {Shown.Whole(repaired)} the other way round"
            : $"of {Shown.Many(metric.Samples, "sample")} get the answer that the original gives{(metric.Unit == MetricUnit.Own ? "; numbers count as the same within 1 %" : "")}");

    static XElement Card(string title, string figure, string note, (string Style, double Share, string Tip)[]? bars = null) => Tag("div", "card",
        Tag("h4", "", title), Tag("p", "figure", figure), (bars ?? []).Select(b => Bar(b.Style, b.Share)), Tag("p", "note", note));
}
