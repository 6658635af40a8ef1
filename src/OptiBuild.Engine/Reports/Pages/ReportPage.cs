using System.Xml.Linq;
using OptiBuild.Engine.Reports.Histories;
using static OptiBuild.Engine.Reports.Figures;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The report as one HTML file that needs nothing else: no network, and no script to be read.</summary>
public static class ReportPage
{
    const string Title = "What OptiBuild did";

    public static string Html(Report report, IReadOnlyList<HistoryEntry> history) => Document(Tag("html", "", new XAttribute("lang", "en"),
        Tag("head", "",
            Tag("meta", "", new XAttribute("charset", "utf-8")),
            Tag("meta", "", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", PageScript.Policy)),
            Tag("meta", "", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
            Tag("title", "", report.Models is [var only] ? $"{Shown.Name(only)}: {Shown.Verdict(only.Verdict)}" : Title),
            Tag("style", "", PageStyle.Css)),
        Tag("body", "",
            Tag("header", "", Tag("h1", "", Title), Tag("p", "lead", Lead(report.Models))),
            report.Models.Count > 1 ? Overview(report.Models) : null,
            report.Models.Select((m, i) => Section(m, i, history)),
            WordsPart.Of(),
            Tag("footer", "", Paragraph($"Made by {report.Tool.Name} {report.Tool.Version} from report.json. Times belong to the machine that measured; everything else is the same in every run.")),
            Tag("script", "", PageScript.Text.ReplaceLineEndings("\n")))));

    /// <summary>Only a run that optimizes has criteria.</summary>
    static string Lead(IReadOnlyList<ModelReport> models) =>
        models.Count > 0 && models.All(m => m.Metric is { IsAlone: true }) ? "A model was measured on labelled samples."
        : models.Count > 0 && models.All(m => m is { Metric: not null, Criteria: null, Layers.Count: 0 }) ? "Two models were compared on the same samples: 'before' is the first of them, 'after' the second."
        : "Models were made smaller and faster, and then compared with the originals on samples that neither was made with.";

    static XElement Overview(IReadOnlyList<ModelReport> models) => Table("sortable overview", ["model", "verdict", "measured by", "before", "after", "lost at most", "size", "speed"], models.Select((m, i) => Row(
        Head(Tag("a", "", new XAttribute("href", $"#m{Shown.Whole(i + 1)}"), Shown.Name(m))),
        Cell(Tag("span", "badge " + VerdictPart.Style(m.Verdict), Shown.Verdict(m.Verdict))),
        Cell(m.Metric?.Name ?? ""),
        m.Metric is { } a ? Figure(a.Original, Shown.Value(a, a.Original)) : Figure(-1),
        m.Metric is { } b ? Figure(b.Optimized, Shown.Value(b, b.Optimized)) : Figure(-1),
        m.Metric is { } c ? Figure(c.LossUpper, Shown.AtMost(c)) : Figure(-1),
        m.Size is { } size ? Figure(size.Embedded, $"{Bytes(size.Original)} → {Bytes(size.Embedded)}") : Figure(-1),
        m.Latency is { } latency ? Figure(latency.Speedup, Shown.Speed(latency)) : Figure(-1))));

    static XElement Section(ModelReport model, int index, IReadOnlyList<HistoryEntry> history) => Tag("section", "model", Id($"m{Shown.Whole(index + 1)}"),
        Tag("h2", "", Shown.Name(model), " ", Tag("span", "badge " + VerdictPart.Style(model.Verdict), Shown.Verdict(model.Verdict))),
        VerdictPart.Of(model),
        BaselinePart.Of(model),
        SamplesPart.Of(model),
        TrendPart.Of(model, history),
        ClassesPart.Of(model.Metric),
        ConfusionPart.Of(model.Metric),
        ClassesPart.Others(model.Metric),
        SizePart.Of(model),
        LayersPart.Of(model.Layers),
        SensitivityPart.Of(model.Levels),
        TriedPart.Of(model),
        RunPart.Of(model));
}
