using System.Collections.Immutable;
using System.Text;
using OptiBuild.Engine.Reports.Histories;
using OptiBuild.Engine.Reports.Pages;

namespace OptiBuild.Engine.Reports;

/// <summary>One way to tell a report.</summary>
/// <param name="Name">What OptiBuildReports names it by.</param>
/// <param name="Extension">What --report tells it by.</param>
/// <param name="For">Who reads it.</param>
public sealed record ReportForm(string Name, string Extension, string For, Func<Report, History, byte[]> Bytes);

/// <summary>Every form of a report, made from report.json alone. One row adds one.</summary>
public static class ReportForms
{
    public static ImmutableArray<ReportForm> All { get; } =
    [
        new("json",     ".json",  "programs: everything there is, described by its schema",                                (report, _)       => ReportJson.Bytes(report)),
        new("html",     ".html",  "people: one page with pictures that needs no network, light and dark, printable",       (report, history) => Encoding.UTF8.GetBytes(ReportPage.Html(report, history.Entries))),
        new("markdown", ".md",    "pull requests and step summaries; appended to `$GITHUB_STEP_SUMMARY` where that is set", (report, _)       => Encoding.UTF8.GetBytes(MarkdownSummary.Text(report))),
        new("sarif",    ".sarif", "code scanning and editors: SARIF 2.1.0, at the item's line of the project file",        (report, _)       => SarifLog.Bytes(report)),
        new("junit",    ".xml",   "test views of CI systems: JUnit's form, a case for each model and bound",               (report, _)       => JUnitResults.Bytes(report)),
    ];

    /// <summary>By the extension of a path; null where no form has it.</summary>
    public static ReportForm? ByExtension(string path) => All.FirstOrDefault(f => f.Extension.Equals(Path.GetExtension(path), StringComparison.OrdinalIgnoreCase));

    /// <summary>Forms by names that ';' or ',' separate.</summary>
    /// <exception cref="OptiBuildException">OB1002: there is no such form.</exception>
    public static IReadOnlyList<ReportForm> Named(string names) => [.. names.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(name => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(name, "OptiBuildReports", string.Join(", ", All.Select(f => f.Name))))).Distinct()];
}
