using System.Text;
using OptiBuild.Engine.Reports.Histories;

namespace OptiBuild.Engine.Reports;

/// <summary>Where reports go.</summary>
/// <param name="HistoryFile">A file that remembers builds; null for none.</param>
public sealed record ReportFiles(IReadOnlyList<ReportFile> Files, string? HistoryFile = null)
{
    /// <summary>report.html and the like in one folder.</summary>
    public static ReportFiles In((string Folder, string Name) at, IEnumerable<ReportForm> forms, string? history) =>
        new([.. forms.Select(f => new ReportFile(f, Path.Combine(at.Folder, at.Name + f.Extension)))], history);

    /// <exception cref="OptiBuildException">OB1002: no form has a path's extension.</exception>
    public static ReportFiles At(IEnumerable<string> paths, string option) => new([.. paths.Select(p => new ReportFile(ReportForms.ByExtension(p)
        ?? throw new OptiBuildException(Diagnostics.OptionInvalid.With(p.Replace('\\', '/'), option, $"files that end with {string.Join(", ", ReportForms.All.Select(f => f.Extension))}")), p))]);

    /// <summary>Writes every file, and adds to the history and to the step's summary.</summary>
    /// <returns>What is worth a warning.</returns>
    /// <exception cref="OptiBuildException">OB1005: a file cannot be written.</exception>
    public IReadOnlyList<Finding> Write(Report report, Surroundings around)
    {
        var history = HistoryFile is { } path ? History.Append(path, report, around) : History.None;
        Draw(report, history);
        var summary = around.StepSummary is { } place && Files.Any(f => f.Form.Name == "markdown") ? Summarize(report, place) : null;
        return [.. history.Findings(HistoryFile ?? ""), .. summary is null ? [] : new[] { summary }];
    }

    /// <summary>Writes every file and remembers nothing.</summary>
    /// <exception cref="OptiBuildException">OB1005: a file cannot be written.</exception>
    public void Draw(Report report, History history)
    {
        foreach (var file in Files) WholeFile.Write(file.Path, file.Form.Bytes(report, history));
    }

    /// <summary>What other steps wrote there stays; where it leaves no room, less is added.</summary>
    static Finding? Summarize(Report report, string place)
    {
        try
        {
            var used = File.Exists(place) ? new FileInfo(place).Length : 0;
            File.AppendAllText(place, MarkdownSummary.Text(report, (int)Math.Max(0, MarkdownSummary.MostBytes - used)), new UTF8Encoding(false));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Diagnostics.SummaryUnwritable.With(place.Replace('\\', '/'), e.Message.TrimEnd('.') + ".");
        }
    }
}

public sealed record ReportFile(ReportForm Form, string Path);
