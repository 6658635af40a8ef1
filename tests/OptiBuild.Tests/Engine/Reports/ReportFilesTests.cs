using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Reports;

public class ReportFilesTests
{
    static readonly Surroundings Nowhere = new("2026-01-31T12:00:00Z", null, null);

    public static TheoryData<string> Forms => [.. ReportForms.All.Select(f => f.Name)];

    [Fact]
    public void EveryFormIsWrittenUnderItsExtension()
    {
        using var folder = new TempFolder();

        ReportFiles.In((folder.File("sub"), "r"), ReportForms.All, null).Write(SampleReport.Four, Nowhere);

        Assert.Equal(["r.html", "r.json", "r.md", "r.sarif", "r.xml"], Directory.GetFiles(folder.File("sub")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void EveryFormIsTheSameEachTimeAndTakesWhateverComes(string name)
    {
        var form = ReportForms.All.Single(f => f.Name == name);
        var hostile = SampleReport.Four with { Models = [.. SampleReport.Four.Models, SampleReport.HostileModel, new() { Model = "", Verdict = Verdict.Passed }] };

        Assert.Equal(form.Bytes(hostile, new([], [])), form.Bytes(hostile, new([], [])));
        Assert.NotEmpty(form.Bytes(SampleReport.Report with { Models = [] }, new([], [])));
    }

    [Theory]
    [InlineData("html; SARIF,junit", new[] { "html", "sarif", "junit" })]
    [InlineData("json;json", new[] { "json" })]
    [InlineData("", new string[0])]
    public void NamesAreSeparatedBySemicolonOrComma(string names, string[] expected) => Assert.Equal(expected, ReportForms.Named(names).Select(f => f.Name));

    [Fact]
    public void OtherNamesAreRefusedWithThoseThatExist()
    {
        var finding = Assert.Throws<OptiBuildException>(() => ReportForms.Named("html;pdf")).Finding;

        Assert.Equal("OB1002", finding.Diagnostic.Code);
        Assert.Equal("'pdf' is not a value of OptiBuildReports. Valid values are json, html, markdown, sarif, junit.", finding.Message);
    }

    [Theory]
    [InlineData("a/b.HTML", "html")]
    [InlineData("b.sarif", "sarif")]
    [InlineData("b.xml", "junit")]
    public void ExtensionTellsTheForm(string path, string name) => Assert.Equal(name, Assert.Single(ReportFiles.At([path], "--report").Files).Form.Name);

    [Fact]
    public void OtherExtensionsAreRefused() => Assert.Equal("OB1002", Assert.Throws<OptiBuildException>(() => ReportFiles.At(["a.pdf"], "--report")).Finding.Diagnostic.Code);

    [Fact]
    public void StepSummaryIsAddedToWhereMarkdownIsWanted()
    {
        using var folder = new TempFolder();
        var summary = folder.Write("summary", "before\n"u8);

        ReportFiles.In((folder.Path, "r"), ReportForms.Named("markdown"), null).Write(SampleReport.Report, Nowhere with { StepSummary = summary });
        ReportFiles.In((folder.Path, "r"), ReportForms.Named("html"), null).Write(SampleReport.Report, Nowhere with { StepSummary = summary });

        Assert.Equal("before\n" + MarkdownSummary.Text(SampleReport.Report), File.ReadAllText(summary));
    }

    [Fact]
    public void StepSummaryKeepsItsLimit()
    {
        using var folder = new TempFolder();
        var summary = folder.Write("summary", Encoding.UTF8.GetBytes(new string('x', MarkdownSummary.MostBytes - 300)));

        ReportFiles.In((folder.Path, "r"), ReportForms.Named("markdown"), null).Write(SampleReport.Four, Nowhere with { StepSummary = summary });

        Assert.InRange(new FileInfo(summary).Length, MarkdownSummary.MostBytes - 299, MarkdownSummary.MostBytes);
    }

    [Fact]
    [Provokes("OB1021")]
    public void StepSummaryThatCannotBeWrittenIsAWarning()
    {
        using var folder = new TempFolder();
        var place = folder.Write("file", [1]) + "/summary";

        var finding = Assert.Single(ReportFiles.In((folder.Path, "r"), ReportForms.Named("markdown"), null).Write(SampleReport.Report, Nowhere with { StepSummary = place }));

        Assert.Equal(("OB1021", Severity.Warning), (finding.Diagnostic.Code, finding.Diagnostic.Severity));
        Assert.True(File.Exists(folder.File("r.md")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("""{"schema":2,"tool":{"name":"","version":""},"models":[]}""")]
    [InlineData("""{"schema":1,"tool":{"name":"","version":""},"models":[null]}""")]
    [InlineData("""{"schema":1,"tool":{"name":"","version":""},"models":[{"model":"m.onnx","verdict":"passed","data":{"calibration":1,"validation":2,"isSplit":false,"classNames":["a",null]}}]}""")]
    [InlineData("""{"schema":1,"tool":{"name":"","version":""},"models":[{"model":null,"verdict":"passed"}]}""")]
    [Provokes("OB1022")]
    public void FileThatIsNoReportIsRefused(string json)
    {
        using var folder = new TempFolder();
        var path = folder.Write("report.json", Encoding.UTF8.GetBytes(json));

        Assert.Equal("OB1022", Assert.Throws<OptiBuildException>(() => ReportJson.Read(path)).Finding.Diagnostic.Code);
    }

    [Fact]
    public void ReportOfAnEarlierVersionIsRead()
    {
        using var folder = new TempFolder();
        var path = folder.Write("report.json", """{"schema":1,"tool":{"name":"OptiBuild","version":"0.0.1"},"models":[{"model":"m.onnx","verdict":"passed"}]}"""u8);

        var model = Assert.Single(ReportJson.Read(path).Models);

        Assert.Empty(model.Layers);
        Assert.Empty(model.Diagnostics);
    }
}
