using System.Globalization;
using System.Text;
using OptiBuild.Engine.Reports.Pages;
using static OptiBuild.Engine.Reports.Figures;

namespace OptiBuild.Engine.Reports;

/// <summary>The report as a CI system shows it beside a step: verdicts, figures, what lost most, what to do.</summary>
public static class MarkdownSummary
{
    /// <summary>GitHub rejects a step's summary that is larger: https://docs.github.com/actions/reference/workflow-commands-for-github-actions#step-isolation-and-limits</summary>
    public const int MostBytes = 1024 * 1024;

    const string Cut = "\n_The rest is left out: a summary may have 1 MiB. report.json has everything._\n";

    /// <summary>So many classes and messages of a model are told.</summary>
    const int MostClasses = 5, MostMessages = 10;

    const string Escaped = "\\`*_{}[]<>()#+-.!|~&@$^:=";

    public static string Text(Report report, int most = MostBytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {Escape(report.Tool.Name)}: {Counted(report.Models)}\n\n");
        if (report.Models.Count > 0) Table(text, report.Models);
        foreach (var model in report.Models) Model(text, model);
        return Shortened(text.ToString(), most);
    }

    /// <summary>At a line's end, and never inside a character.</summary>
    static string Shortened(string text, int most)
    {
        if (Encoding.UTF8.GetByteCount(text) <= most) return text;
        var (bytes, room) = (Encoding.UTF8.GetBytes(text), most - Encoding.UTF8.GetByteCount(Cut));
        if (room <= 0) return "";
        var end = bytes.AsSpan(0, room).LastIndexOf((byte)'\n');
        return end < 0 ? Cut : Encoding.UTF8.GetString(bytes, 0, end + 1) + Cut;
    }

    static string Counted(IReadOnlyList<ModelReport> models) => models.Count == 0 ? "no models"
        : string.Join(", ", models.GroupBy(m => m.Verdict).OrderBy(g => Order(g.Key)).Select(g => $"{Shown.Whole(g.Count())} {Shown.Verdict(g.Key)}"));

    static int Order(Verdict verdict) => verdict switch { Verdict.Failed => 0, Verdict.Uncertain => 1, Verdict.Passed => 2, _ => 3 };

    static void Table(StringBuilder text, IReadOnlyList<ModelReport> models)
    {
        text.Append("| | model | metric | before | after | lost at most | allowed | size | speed |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (var model in models)
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Cells(model))} |\n");
        text.Append('\n');
    }

    static IEnumerable<string> Cells(ModelReport model) =>
    [
        $"{Mark(model.Verdict)} {Shown.Verdict(model.Verdict)}",
        Escape(Shown.Name(model)),
        .. model.Metric is { } m
            ? new[] { Escape(m.Name), Shown.Value(m, m.Original), Shown.Value(m, m.Optimized), Shown.AtMost(m), Shown.Allowed(m) } : ["", "", "", "", ""],
        model.Size is { } size ? $"{Bytes(size.Original)} → {Bytes(size.Embedded)}" : "",
        model.Latency is { } latency ? Shown.Speed(latency) : "",
    ];

    static string Mark(Verdict verdict) => verdict switch { Verdict.Passed => "✅", Verdict.Failed => "❌", Verdict.Uncertain => "⚠️", _ => "➖" };

    static void Model(StringBuilder text, ModelReport model)
    {
        text.Append(CultureInfo.InvariantCulture, $"**{Escape(Shown.Name(model))}**: {VerdictWords.Head(model)} {Escape(VerdictWords.Sentence(model))}\n\n");
        var messages = model.Diagnostics.Where(d => d.Severity is "error" or "warning").ToArray();
        foreach (var message in messages.Take(MostMessages))
            text.Append(CultureInfo.InvariantCulture, $"- **{Escape(message.Code)}** {Escape(message.Message)}\n");
        if (messages.Length > MostMessages) text.Append(CultureInfo.InvariantCulture, $"- and {Shown.Whole(messages.Length - MostMessages)} more\n");
        if (messages.Length > 0) text.Append('\n');
        if (model.Data is { } data && SamplesPart.Counts(data) is { Length: > 0 } counts)
            text.Append(CultureInfo.InvariantCulture, $"{Escape($"{counts}. {SamplesPart.Apart(model, data)}".TrimEnd())}\n\n");
        if (model.Baseline is { } baseline)
            text.Append(CultureInfo.InvariantCulture, $"Accepted were {Escape($"{baseline.Metric} {Shown.Accepted(model.Metric, baseline)}")} and {Bytes(baseline.Embedded)}. {Escape(BaselinePart.Sentence(model))}\n\n");
        if (model.Metric is { } metric) Losers(text, metric);
    }

    static void Losers(StringBuilder text, MetricReport metric)
    {
        var losers = ClassesPart.ByLoss(metric).Where(c => !(c.Loss <= 0)).ToArray();
        if (losers.Length == 0) return;
        text.Append("| class | samples | before | after | lost |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach (var c in losers.Take(MostClasses))
            text.Append(CultureInfo.InvariantCulture, $"| {Escape(c.Name)} | {Shown.Whole(c.Samples)} | {Shown.Value(metric, c.Original)} | {Shown.Value(metric, c.Optimized)} | {Shown.Loss(metric, c.Loss)}{(c.Loss > metric.Budget ? " ⚠️" : "")} |\n");
        text.Append(losers.Length > MostClasses ? $"\n{Shown.Many(losers.Length - MostClasses, "more class", "more classes")} lost something.\n\n" : "\n");
    }

    /// <summary>Names and messages stay text: no markup, no links, no mentions.</summary>
    internal static string Escape(string text)
    {
        var clean = Printable.Text(text);
        return string.Concat(clean.Select((c, i) => IsMarkup(clean, i) ? $"\\{c}" : c.ToString()));
    }

    /// <summary>Points and signs inside numbers and words stay as they are, so that the source reads well.</summary>
    static bool IsMarkup(string text, int at) => Escaped.Contains(text[at], StringComparison.Ordinal)
        && (at == 0 || IsOfAddress(text, at) || text[at] is not ('.' or '-' or '+' or '(' or ')' or ':' or '='));

    /// <summary>GitHub makes links of addresses that nothing marks as such: https://github.github.com/gfm/#autolinks-extension-</summary>
    static bool IsOfAddress(string text, int at) => text[at] switch
    {
        ':' => text.AsSpan(at + 1).StartsWith("/"),
        '.' => text.AsSpan(0, at).EndsWith("www", StringComparison.OrdinalIgnoreCase),
        _   => false,
    };
}
