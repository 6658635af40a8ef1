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
    [InlineData(30, "map dense")]
    public void FewClassesAreDrawnThreeTimes(int count, string style)
    {
        IReadOnlyList<int>[] rows = [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<int>)[.. Enumerable.Range(0, count + 1).Select(j => j == i ? 5 : 0)])];

        var html = Html(SampleReport.Model with { Metric = SampleReport.Accuracy with { Confusion = new([.. Enumerable.Range(0, count).Select(i => $"c{i}")], rows, rows) } });

        Assert.Equal(3, Regex.Count(html, $"<table class=\"{style}\">"));
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
