using System.Text;
using System.Text.Json;
using OptiBuild.Cli.Work;
using OptiBuild.Engine;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Histories;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>Files that OptiBuild writes itself and people may change, and options, which people type.</summary>
static class FileTargets
{
    static readonly string[] Json = ["{", "}", "[", "]", ":", ",", "null", "true", "1e999", "-1", "\"\"", "\\u0000", "[[[[[[[["];

    /// <summary>As the baseline for a result of as many samples.</summary>
    public static void Accepted(byte[] input, string folder)
    {
        var path = Wanted.File(folder, "optibuild.baseline.json", input);
        foreach (var accepted in BaselineFile.Read(path).Models.Values)
            if (accepted.Right is { } right) RightAnswers.Parse(right, 64, path);
    }

    /// <summary>And all that is told of it.</summary>
    public static void Told(byte[] input, string folder)
    {
        var report = ReportJson.Read(Wanted.File(folder, "report.json", input));
        ReportFiles.In((folder, "told"), ReportForms.All, null).Draw(report, History.None);
    }

    public static void Remembered(byte[] input, string folder)
    {
        var history = History.Read(Wanted.File(folder, "history.jsonl", input));
        foreach (var finding in history.Findings("history.jsonl")) _ = finding.ToLine("optibuild");
    }

    public static void Job(byte[] input, string folder)
    {
        var job = JobFile.Read(Wanted.File(folder, "job.json", input));
        foreach (var model in job.Models) model.ToJob(job, new Steps());
        job.Reports?.ToFiles();
    }

    /// <summary>Lines of a name and a text.</summary>
    public static void Asked(byte[] input, string folder)
    {
        var lines = Encoding.UTF8.GetString(input).Split('\n').Select(l => l.Split('=', 2)).Where(p => p.Length == 2);
        _ = Options.From(lines.Select(p => KeyValuePair.Create(p[0], p[1])));
    }

    public static FuzzTarget[] All { get; } =
    [
        new("baseline", [], Accepted)  { Inputs = 40_000, Tokens = [.. Json, "\"schema\":1", "\"models\":", "\"right\":"] },
        new("report", [], Told)        { Inputs = 8_000, Tokens = [.. Json, "\"schema\":1", "\"models\":", "\"metric\":", "\"layers\":", "\"verdict\":\"passed\"", "\"classes\":", "\"confusion\":"] },
        new("history", [], Remembered) { Inputs = 25_000, Tokens = [.. Json, "\n", "\"schema\":1"] },
        new("job", [], Job)            { Inputs = 20_000, Tokens = [.. Json, "\"schema\":1", "\"models\":", "\"options\":", "\"reports\":"], Allowed = [typeof(JsonException), typeof(InvalidDataException)] },
        new("options", [], Asked)      { Inputs = 20_000, Tokens = [.. OptionRows.All.Select(r => "\n" + r.Name + "="), "pp", "%", "/", "x", ";", "1e308", "2:4", "∞", "NaN"] },
    ];
}
