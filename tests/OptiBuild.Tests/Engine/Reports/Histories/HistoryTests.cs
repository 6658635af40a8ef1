using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Histories;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Reports.Histories;

public class HistoryTests
{
    static readonly Surroundings Around = new("2026-01-31T12:00:00Z", "0123abc", null);

    static Report Of(string modelHash) => SampleReport.Report with { Models = [SampleReport.Model with { Hashes = SampleReport.Model.Hashes! with { Model = modelHash } }] };

    [Fact]
    public void LineLooksLikeThis()
    {
        using var folder = new TempFolder();

        History.Append(folder.File("h.jsonl"), SampleReport.Report, Around);

        Snapshot.Match(File.ReadAllText(folder.File("h.jsonl")));
    }

    [Fact]
    public void EveryOtherInputAddsALineAndNoneIsChanged()
    {
        using var folder = new TempFolder();
        var path = folder.File("sub/h.jsonl");
        History.Append(path, Of("a"), Around);
        var first = File.ReadAllText(path);

        var history = History.Append(path, Of("b"), Around with { Commit = null });

        Assert.StartsWith(first, File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(["0123abc", null], history.Entries.Select(e => e.Commit));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void SameInputIsNotAddedTwice()
    {
        using var folder = new TempFolder();
        var path = folder.File("h.jsonl");
        foreach (var input in new[] { "a", "a", "b", "b", "b" }) History.Append(path, Of(input), Around);

        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void ChangeThatIsUndoneIsTheLastLine()
    {
        using var folder = new TempFolder();
        var path = folder.File("h.jsonl");
        foreach (var input in new[] { "a", "b", "a", "a" }) History.Append(path, Of(input), Around);

        var inputs = History.Read(path).Entries.Select(e => e.Input).ToArray();

        Assert.Equal(3, inputs.Length);
        Assert.Equal(inputs[0], inputs[2]);
    }

    [Fact]
    public void OtherModelsBetweenMakeNoDifference()
    {
        using var folder = new TempFolder();
        var path = folder.File("h.jsonl");
        var other = SampleReport.Report with { Models = [SampleReport.Model with { Model = "other.onnx" }] };
        foreach (var report in new[] { Of("a"), other, Of("a"), other }) History.Append(path, report, Around);

        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void ModelThatWasNotMeasuredLeavesNoLine()
    {
        using var folder = new TempFolder();

        Assert.Empty(History.Append(folder.File("h.jsonl"), SampleReport.Report with { Models = [SampleReport.Stopped] }, Around).Entries);
    }

    [Fact]
    [Provokes("OB1020")]
    public void DamagedLinesStayAndAreNamed()
    {
        using var folder = new TempFolder();
        var path = folder.Write("h.jsonl", "{\"schema\":1\n\nnull\n{\"schema\":9,\"date\":\"\",\"input\":\"\",\"model\":\"\",\"verdict\":\"passed\",\"tool\":\"\"}"u8);

        var history = History.Append(path, SampleReport.Report, Around);

        Assert.Equal([1, 3, 4], history.Damaged);
        Assert.Single(history.Entries);
        Assert.StartsWith("{\"schema\":1\n\nnull\n{\"schema\":9", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(5, File.ReadAllLines(path).Length);
        var finding = Assert.Single(history.Findings("h.jsonl"));
        Assert.Equal(("OB1020", Severity.Warning), (finding.Diagnostic.Code, finding.Diagnostic.Severity));
        Assert.Contains("lines 1, 3, 4", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BuildsThatEndAtOnceAllLeaveTheirLine()
    {
        using var folder = new TempFolder();
        var path = folder.File("h.jsonl");

        Parallel.For(0, 8, i => History.Append(path, Of($"{i}"), Around));

        Assert.Equal(8, History.Read(path).Entries.Count);
        Assert.Empty(History.Read(path).Damaged);
    }

    [Fact]
    public void UnwritablePlaceIsNamed()
    {
        using var folder = new TempFolder();
        var place = folder.Write("file", [1]) + "/h.jsonl";

        Assert.Equal("OB1005", Assert.Throws<OptiBuildException>(() => History.Append(place, SampleReport.Report, Around)).Finding.Diagnostic.Code);
    }

    [Fact]
    public void FileThatIsMissingIsNamed() => Assert.Equal("OB3003", Assert.Throws<OptiBuildException>(() => History.Read("/nowhere/h.jsonl")).Finding.Diagnostic.Code);

    [Theory]
    [InlineData("GITHUB_SHA")]
    [InlineData("BUILD_SOURCEVERSION")]
    [InlineData("CI_COMMIT_SHA")]
    public void CommitIsWhatTheCiSystemSays(string variable) =>
        Assert.Equal("abc", Surroundings.Of(TimeProvider.System, name => name == variable ? "abc" : "").Commit);
}
