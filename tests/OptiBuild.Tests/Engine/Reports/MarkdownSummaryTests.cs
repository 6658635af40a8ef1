using System.Text;
using OptiBuild.Engine.Reports;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Reports;

public class MarkdownSummaryTests
{
    [Fact]
    public void LooksLikeThis() => Snapshot.Match(MarkdownSummary.Text(SampleReport.Four));

    [Fact]
    public void HostileNamesStayText()
    {
        var text = MarkdownSummary.Text(SampleReport.Report with { Models = [SampleReport.HostileModel] });

        Assert.DoesNotMatch(@"(?<!\\)<script|(?<!\\)\[x|(?<!\\)`|(?<!\\)@all|[\u0007\u202E]", text);
        Assert.All(text.Split('\n').Where(l => l.StartsWith('|')), l => Assert.EndsWith("|", l, StringComparison.Ordinal));
    }

    [Fact]
    public void LongSummaryIsCutAtALineAndSaysSo()
    {
        var many = SampleReport.Report with { Models = [.. Enumerable.Repeat(SampleReport.Model with { Model = new string('ä', 5000) + ".onnx" }, 200)] };

        var text = MarkdownSummary.Text(many);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), MarkdownSummary.MostBytes / 2, MarkdownSummary.MostBytes);
        Assert.EndsWith("report.json has everything._\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(200)]
    public void NeverTakesMoreRoomThanThereIs(int room) => Assert.InRange(Encoding.UTF8.GetByteCount(MarkdownSummary.Text(SampleReport.Four, room)), 0, room);

    [Fact]
    public void ReportWithoutModelsIsAHeadline() => Assert.Equal("## OptiBuild: no models\n\n", MarkdownSummary.Text(SampleReport.Report with { Models = [] }));
}
