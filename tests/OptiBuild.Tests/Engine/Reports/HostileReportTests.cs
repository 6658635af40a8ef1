using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Histories;
using OptiBuild.Engine.Sweeps;
using OptiBuild.Tests.Engine.Sweeps;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Reports;

/// <summary>Every form of a report with hostile words in every place.</summary>
public class HostileReportTests
{
    /// <summary>A cell has a text of 2000 characters at most, escaped; a row of a table holds a few of them, a list of layers one for each.</summary>
    const int LongestLine = 200_000;

    static readonly Surroundings Around = new("2026-01-31T10:00:00Z", null, null);

    public static TheoryData<string, int> FormsAndTexts()
    {
        var data = new TheoryData<string, int>();
        foreach (var form in ReportForms.All)
            for (var i = 0; i < HostileText.All.Length; i++) data.Add(form.Name, i);
        return data;
    }

    public static TheoryData<int> Texts() => [.. Enumerable.Range(0, HostileText.All.Length)];

    static string Told(string form, Report report, string history = "x") => Encoding.UTF8.GetString(ReportForms.Named(form)[0].Bytes(report, new([Entry(history, 1), Entry(history, 2)], [])));

    static HistoryEntry Entry(string text, int build) => HistoryEntry.Of(SampleReport.Model with { Model = text }, new(text, text), Around)! with { Commit = text, Input = $"{build}" };

    [Theory]
    [MemberData(nameof(FormsAndTexts))]
    public void NoFormShowsWhatHarms(string form, int text)
    {
        var told = Told(form, HostileReport.Of(HostileText.All[text]), string.Concat(HostileText.All[text].EnumerateRunes()));

        // Programs need every name as it is, however long.
        HostileText.AssertHarmless(told, form == "json" ? int.MaxValue : LongestLine);
        Checks[form](told);
    }

    /// <summary>How each form is read by those it is for. A form without a check fails the test.</summary>
    static readonly Dictionary<string, Action<string>> Checks = new()
    {
        ["json"]     = told => Assert.NotNull(ReportJson.Read(Encoding.UTF8.GetBytes(told))),
        ["html"]     = told => Assert.Equal(Elements(Told("html", HostileReport.Of("x"))), Elements(told)),
        ["markdown"] = IsOnlyOurMarkdown,
        ["sarif"]    = told => Assert.All(Json(told)["runs"]![0]!["results"]!.AsArray(), r => Assert.DoesNotContain("](", (string)r!["message"]!["text"]!, StringComparison.Ordinal)),
        ["junit"]    = told => Assert.Equal(Elements(Told("junit", HostileReport.Of("x"))), Elements(told)),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void JsonKeepsEveryCharacterThatIsWhole(int text)
    {
        var hostile = HostileText.All[text];

        var read = ReportJson.Read(Encoding.UTF8.GetBytes(Told("json", HostileReport.Of(hostile))));

        Assert.Equal(string.Concat(hostile.EnumerateRunes()), read.Models[0].Layers[0].Node);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void HistoryIsALineOfJsonForEachBuild(int text)
    {
        using var folder = new TempFolder();
        var file = folder.File("history.jsonl");

        History.Append(file, HostileReport.Of(HostileText.All[text]) with { Models = [SampleReport.Model with { Model = HostileText.All[text] }] }, Around);

        var written = File.ReadAllText(file);
        HostileText.AssertHarmless(written, int.MaxValue);
        Assert.Equal("", written.Split('\n')[1]);
        Assert.Equal((1, 0), (History.Read(file).Entries.Count, History.Read(file).Damaged.Count));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void BaselineIsJson(int text)
    {
        using var folder = new TempFolder();
        var file = folder.File("baseline.json");

        BaselineFile.Add([SampleReport.Model with { Model = HostileText.All[text] }], file);

        HostileText.AssertHarmless(File.ReadAllText(file), int.MaxValue);
        Assert.Single(BaselineFile.Read(file).Models);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void SweepHasOnlyItsOwnElements(int text)
    {
        var hostile = HostileText.All[text];
        var told = SweepPage.Html(Named(hostile));

        HostileText.AssertHarmless(told, LongestLine);
        HostileText.AssertHarmless(Encoding.UTF8.GetString(SweepJson.Bytes(Named(hostile))), int.MaxValue);
        Assert.Equal(Elements(SweepPage.Html(Named("x"))), Elements(told));
    }

    static Sweep Named(string text)
    {
        var sweep = SweepSamples.Of(text + ".onnx");
        return sweep with
        {
            Tool = new(text, text),
            Models = [.. sweep.Models.Select(m => m with { Environment = new(text, text, [text], text), Points = [.. m.Points.Select(p => p with { Options = text, Metric = p.Metric with { Name = text } })] })],
        };
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void SummaryAndFindingsAreOneLine(int text)
    {
        var report = HostileReport.Of(HostileText.All[text]).Models[0];

        HostileText.AssertHarmless(Summary.Line(report, EmbedMode.Resource).Replace('\n', '\0'), 2000);
        HostileText.AssertHarmless(Diagnostics.ModelRejected.With(HostileText.All[text], HostileText.All[text]).ToLine("optibuild").Replace('\n', '\0'), 2000);
    }

    /// <summary>Names without what ends a line or a part of one, read back as they were.</summary>
    [Theory]
    [MemberData(nameof(Texts))]
    public void FactsAreLines(int text)
    {
        var report = HostileReport.Of(HostileText.All[text]).Models[0];

        var lines = Facts.Text(report, CompressionMode.Brotli).Split('\n');

        Assert.Equal(Facts.Text(HostileReport.Of("x").Models[0], CompressionMode.Brotli).Split('\n').Select(l => l.Split('=')[0]), lines.Select(l => l.Split('=')[0]));
        Assert.All(lines, l => Assert.DoesNotContain(l, char.IsControl));
        Assert.All(lines.Where(l => l.StartsWith("Input=", StringComparison.Ordinal)), l => Assert.Equal(3, l.Split('|').Length));
    }

    static JsonNode Json(string text) => JsonNode.Parse(text)!;

    /// <summary>Elements and their attributes in order, but for the places where long names may break.</summary>
    static string[] Elements(string markup)
    {
        var root = XDocument.Parse(markup.StartsWith("<!DOCTYPE", StringComparison.Ordinal) ? markup[markup.IndexOf('\n', StringComparison.Ordinal)..] : markup).Root!;
        return [.. root.DescendantsAndSelf().Where(e => e.Name.LocalName is not "wbr").Select(e => $"{e.Name.LocalName} {string.Join(' ', e.Attributes().Select(a => a.Name.LocalName))}")];
    }

    /// <summary>What GitHub would make of it: a heading, tables, bold words and lists of ours, and nothing that a reader could click, load or unfold.</summary>
    static void IsOnlyOurMarkdown(string told)
    {
        var plain = Regex.Replace(told, @"\\[\\`*_{}\[\]<>()#+\-.!|~&@$^:=]", "x");
        Assert.DoesNotMatch(@"[<>`\[\]@~$&_]|https?:/|www\.", plain);
        var columns = 0;
        foreach (var line in plain.Split('\n'))
        {
            Assert.Matches(@"^(## |\| |\*\*|- |[A-Z0-9x\uFFFD]|$)", line);
            if (!line.StartsWith('|')) columns = 0;
            else Assert.Equal(columns = columns == 0 ? line.Count(c => c == '|') : columns, line.Count(c => c == '|'));
        }
    }
}
