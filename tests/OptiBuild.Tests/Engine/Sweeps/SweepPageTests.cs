using System.Text.RegularExpressions;
using OptiBuild.Engine.Sweeps;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Sweeps;

public partial class SweepPageTests
{
    [Fact]
    public void NeedsNothingButItself()
    {
        var html = SweepPage.Html(SweepSamples.Of("a.onnx", "b.onnx"));

        Assert.DoesNotMatch("https?:|src=|<script|<link|@import|url\\(", html);
    }

    [Fact]
    public void ModelNamesCannotBecomeMarkup()
    {
        var html = SweepPage.Html(SweepSamples.Of("<img onerror=x>&\u0007.onnx"));

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&lt;img onerror=x&gt;&amp;\uFFFD", html, StringComparison.Ordinal);
    }

    [Fact]
    public void HasFourPicturesAndATableForEachModel()
    {
        var html = SweepPage.Html(SweepSamples.Of("a.onnx", "b.onnx"));

        Assert.Equal((8, 2, 2), (Regex.Count(html, "<figure>"), Regex.Count(html, "<table>"), Regex.Count(html, "<h2 ")));
    }

    /// <summary>The machine has a decimal comma; a page must not.</summary>
    [Fact]
    public void NumbersHaveDecimalPoints()
    {
        var html = SweepPage.Html(SweepSamples.Of("a.onnx"));

        Assert.Contains("89.30\u00A0%", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("\\d,\\d{2}\u00A0%", html);
    }

    /// <summary>Tags and classes, with what repeats left out: what styles and readers rely on.</summary>
    [Fact]
    public void IsBuiltLikeThis() => Snapshot.Match(string.Join('\n', Tag().Matches(SweepPage.Html(SweepSamples.Of("a.onnx"))).Select(m => m.Value)
        .Where(t => !t.StartsWith("<path", StringComparison.Ordinal) && !t.StartsWith("<text", StringComparison.Ordinal)).Distinct()));

    [Fact]
    public void FiguresLieBesideThePage()
    {
        using var folder = new TempFolder();

        SweepPage.Write(SweepSamples.Of("a.onnx"), folder.File("page.html"));

        Assert.Equal(["page.html", "page.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [GeneratedRegex("<[a-z0-9]+( class=\"[^\"]*\")?")]
    private static partial Regex Tag();
}
