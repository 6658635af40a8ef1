using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Histories;
using OptiBuild.Engine.Reports.Pages;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Reports;

public partial class ReportPageTests
{
    static readonly IReadOnlyList<HistoryEntry> History = [.. Enumerable.Range(1, 3).Select(Entry)];

    static HistoryEntry Entry(int build) => new(1, $"2026-01-0{build}T10:00:00Z", $"{build}", SampleReport.Model.Model, Verdict.Passed, "0.1.0")
    {
        Commit = "0123456789abcdef", Size = new(6_806_268, 1_716_020, 600_000 + 1000 * build), Latency = SampleReport.Model.Latency,
        Metric = new("accuracy", MetricUnit.Share, Direction.HigherIsBetter, 0.9142, 0.91 + 0.001 * build, 0.0004, 0.003, 0.95, 0.01, 5000),
    };

    static string Html(params ModelReport[] models) => ReportPage.Html(SampleReport.Report with { Models = models }, History);

    [Fact]
    public void IsReadLikeThis() => Snapshot.Match(Words(ReportPage.Html(SampleReport.Four, History)));

    /// <summary>Tags and classes, with what repeats left out: what styles, scripts and readers rely on.</summary>
    [Fact]
    public void IsBuiltLikeThis() => Snapshot.Match(string.Join('\n', Tag().Matches(Html(SampleReport.Model)).Select(m => m.Value).Distinct()));

    [Fact]
    public void NeedsNothingButItself() =>
        Assert.DoesNotMatch("https?:|src=|<link|@import|url\\(", ReportPage.Html(SampleReport.Four, History));

    [Fact]
    public void OnlyItsOwnScriptMayRun()
    {
        var html = Html(SampleReport.HostileModel, SampleReport.Model);

        var script = Assert.Single(Regex.Matches(html, "<script>(.*?)</script>", RegexOptions.Singleline)).Groups[1].Value;
        Assert.Contains($"script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("[<>&]", script);
    }

    [Fact]
    public void HostileValuesStayText()
    {
        var html = Html(SampleReport.HostileModel);

        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', html);
        Assert.DoesNotContain('\u202E', html);
        Assert.Contains("&lt;script&gt;alert", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryElementIsClosed()
    {
        var html = Html(SampleReport.HostileModel, SampleReport.Model, SampleReport.Stopped, SampleReport.Off);

        Assert.NotNull(XDocument.Parse(html["<!DOCTYPE html>\n".Length..]).Root);
        Assert.DoesNotMatch("<(?!meta|wbr|path|circle|rect|g )[a-z0-9]+[^>]*/>", html);
    }

    [Fact]
    public void ThousandClassesAreToldAndNotDrawn()
    {
        var names = Enumerable.Range(0, 1000).Select(i => $"class {i}").ToArray();
        var rows = names.Select((_, i) => (IReadOnlyList<int>)[.. Enumerable.Range(0, 1001).Select(j => j == i ? 9 : j == i + 1 ? 1 : 0)]).ToArray();
        var metric = SampleReport.Accuracy with { Confusion = new(names, rows, rows), Classes = [.. names.Select((n, i) => new ClassReport(n, 10, 0.9, 0.9 - i / 1e4, i / 1e4, 0.1))] };

        var html = Html(SampleReport.Model with { Metric = metric });

        Assert.DoesNotContain("\"map", html, StringComparison.Ordinal);
        Assert.Contains("800 classes that lost less are in report.json.", html, StringComparison.Ordinal);
        Assert.True(html.Length < 400_000, $"{html.Length} characters");
    }

    [Theory]
    [InlineData(2, "map")]
    [InlineData(17, "map dense")]
    [InlineData(40, "map dense")]
    public void FewClassesAreDrawnThreeTimes(int count, string style)
    {
        IReadOnlyList<int>[] rows = [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<int>)[.. Enumerable.Range(0, count + 1).Select(j => j == i ? 5 : 0)])];

        var html = Html(SampleReport.Model with { Metric = SampleReport.Accuracy with { Confusion = new([.. Enumerable.Range(0, count).Select(i => $"c{i}")], rows, rows) } });

        Assert.Equal(3, Regex.Count(html, $"<table class=\"{style}\">"));
    }

    [Fact]
    public void OneModelAloneHasOneMap()
    {
        var html = Html(SampleReport.Model with { Metric = SampleReport.Accuracy with { Confidence = 1, Budget = 0, BudgetText = "" } });

        Assert.Single(Regex.Matches(html, "<table class=\"map"));
        Assert.DoesNotContain(">same answers<", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg viewBox=\"0 0 520 92\"", html, StringComparison.Ordinal);
    }

    /// <summary>JSON has no infinity.</summary>
    [Theory]
    [InlineData(35.21, 0.9948, "39.51 dB")]
    [InlineData(double.PositiveInfinity, 1, "exact")]
    [InlineData(double.NegativeInfinity, 0.5, "not a number")]
    public void FloorIsToldTheSameFromTheRunAndFromItsFile(double optimized, double agreement, string told)
    {
        const double Lower = 39.51;
        var bound = double.IsFinite(optimized) ? 30 - Lower : -optimized;
        var report = SampleReport.Report with { Models = [SampleReport.Floored with { Layers = [], Metric = SampleReport.Floored.Metric! with { Optimized = optimized, Agreement = agreement, Loss = 30 - optimized, LossUpper = bound, Others = [new("sqnr", MetricUnit.Decibel, Direction.HigherIsBetter, double.PositiveInfinity, optimized)] } }] };

        var again = ReportJson.Read(ReportJson.Bytes(report));

        foreach (var form in ReportForms.All) Assert.Equal(Encoding.UTF8.GetString(form.Bytes(report, new([], []))), Encoding.UTF8.GetString(form.Bytes(again, new([], []))));
        Assert.Contains(told, Words(ReportPage.Html(again, [])), StringComparison.Ordinal);
        Assert.Contains("exact", MarkdownSummary.Text(again), StringComparison.Ordinal);
    }

    [Fact]
    public void FloorIsDrawnFromTheFigureDownToItsBound()
    {
        var html = Html(SampleReport.Floored);

        Assert.Contains("<title>35.21\u00A0dB, at least 34.87\u00A0dB; asked for are 30.00\u00A0dB</title>", html, StringComparison.Ordinal);
        Assert.Contains("power in dB.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0002, 0.002, "as good", "That is a loss of 0.02 pp, and truly at most 0.20 pp (95 % sure); 1.00 pp are allowed.")]
    [InlineData(0.02, 0.03, "worse", "That is a loss of 2.00 pp; 1.00 pp are allowed.")]
    [InlineData(0.002, 0.011, "not proven", "That is a loss of 0.20 pp, and truly at most 1.10 pp (95 % sure), which is more than the 1.00 pp that are allowed.")]
    [InlineData(-0.002, null, "as good", "so the two figures are compared and chance cannot be ruled out. Nothing was lost; 1.00 pp are allowed.")]
    public void AcceptedResultIsToldBeside(double loss, double? upper, string word, string sentence)
    {
        var baseline = SampleReport.Model.Baseline! with { Loss = loss, LossUpper = upper, Broken = upper is null ? null : 3, Repaired = upper is null ? null : 2 };

        var words = Words(Html(SampleReport.Model with { Baseline = baseline }));

        Assert.Contains($"\n{word} ", words, StringComparison.Ordinal);
        Assert.Contains(sentence, words, StringComparison.Ordinal);
    }

    [Fact]
    public void AcceptedResultOfAnotherMetricIsNotCompared()
    {
        var baseline = new BaselineReport { Metric = "f1", Value = 0.914, Embedded = 617_000, IsComparable = false, Reason = "f1 was measured then, and accuracy is now" };

        Assert.Contains("not comparable It cannot be compared: f1 was measured then, and accuracy is now.", Words(Html(SampleReport.Model with { Baseline = baseline })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "", "which OptiBuild split before anything else")]
    [InlineData(false, "", "made sure that no sample is in both")]
    [InlineData(false, "OB3051", "left out of the calibration: see OB3051")]
    [InlineData(false, "OB3050", "Some samples are in both")]
    public void SamplesAreToldApart(bool isSplit, string code, string expected) =>
        Assert.Contains(expected, Html(SampleReport.Model with { Data = new(1000, 5000, isSplit, []), Diagnostics = code.Length == 0 ? [] : [new(code, "message", "")] }), StringComparison.Ordinal);

    /// <summary>1,500,000 weights, half a byte each.</summary>
    [Theory]
    [InlineData("int4 in blocks of 32", "0.75 MB")]
    [InlineData("int8 per channel", "1.50 MB")]
    public void WeightsThatNothingCompressesTakeTheirBits(string weights, string bytes)
    {
        var layers = SampleReport.Model.Layers.Select(l => l.Node == "/conv1/Conv" ? l with { Weights = weights } : l).ToArray();

        Assert.Contains($"| conv1/Conv | 6.00 MB | {bytes} |", Words(Html(SampleReport.Model with { Layers = layers, Size = new(6_806_268, 1_716_020, 1_716_020) })), StringComparison.Ordinal);
    }

    [Fact]
    public void ConfusionThatDoesNotFitItsClassesIsLeftOut() =>
        Assert.DoesNotContain("What is taken for what", Html(SampleReport.Model with { Metric = SampleReport.Accuracy with { Confusion = new(["a", "b"], [[1, 2]], [[1, 2]]) } }), StringComparison.Ordinal);

    [Fact]
    public void ModelWithNothingButItsNameHasAPage()
    {
        var html = Html(new ModelReport { Model = "m.onnx", Verdict = Verdict.Failed });

        Assert.Contains("Failed before anything was measured.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Layer by layer", html, StringComparison.Ordinal);
    }

    [Fact]
    public void SameReportGivesSameBytes() => Assert.Equal(ReportPage.Html(SampleReport.Four, History), ReportPage.Html(SampleReport.Four, [.. History]));

    /// <summary>The machine has a decimal comma; a page must not.</summary>
    [Fact]
    public void NumbersHaveDecimalPoints() => Assert.DoesNotMatch(@"\d,\d{1,2}\D|\d\.\d{3}\.", Words(Html(SampleReport.Model)));

    [Fact]
    public void TrendIsDrawnFromTwoBuildsOn()
    {
        Assert.Contains("From build to build", Html(SampleReport.Model), StringComparison.Ordinal);
        Assert.DoesNotContain("From build to build", ReportPage.Html(SampleReport.Report, [History[0]]), StringComparison.Ordinal);
    }

    /// <summary>What a reader sees, line by line.</summary>
    static string Words(string html)
    {
        var body = XDocument.Parse(html["<!DOCTYPE html>\n".Length..]).Root!.Element("body")!;
        body.Descendants("script").Remove();
        string[] lines = ["h1", "h2", "h3", "h4", "p", "li", "tr", "dt", "dd", "figcaption", "summary"];
        return string.Join('\n', body.Descendants().Where(e => lines.Contains(e.Name.LocalName)).Select(e => e.Name.LocalName == "tr" ? "| " + string.Join(" | ", e.Elements().Select(c => Line(c.Value))) : Line(e.Value)).Where(l => l.Length > 0));
    }

    static string Line(string text) => Regex.Replace(text.Replace('\u00A0', ' '), @"\s+", " ").Trim();

    [GeneratedRegex("<[a-z0-9]+( class=\"[^\"]*\")?")]
    private static partial Regex Tag();
}
