using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Charts;

/// <summary>The plot's area is 360 × 262 units, its corner at (58, 12).</summary>
public class ChartSvgTests
{
    const string Hostile = "</title><script>alert(\"1\")</script>&";

    static Chart Of(params ChartPoint[] points) => new("title", ChartAxis.Linear("x", 0, 1, v => $"{v}"), ChartAxis.Linear("y", 0, 10, v => $"{v}"), [new("name", "int8", Marker.Circle, points)]);

    static XElement[] Marked(XElement svg, string style) => [.. svg.Descendants("path").Where(p => (string?)p.Attribute("class") == style)];

    [Theory]
    [InlineData(0, 0, "translate(58,274)")]
    [InlineData(1, 10, "translate(418,12)")]
    [InlineData(0.5, 5, "translate(238,143)")]
    [InlineData(0.3333, 10, "translate(177.99,12)")]
    public void PointsLieWhereTheirValuesSay(double x, double y, string expected) =>
        Assert.Equal(expected, (string?)Assert.Single(Marked(ChartSvg.Of(Of(new ChartPoint(x, y, ""))), "marker")).Attribute("transform"));

    [Fact]
    public void APointBelowTheAxisIsAnArrowAtItsEnd()
    {
        var arrow = Assert.Single(Marked(ChartSvg.Of(Of(new ChartPoint(0.5, -40, "far"))), "beyond"));

        Assert.Equal("translate(238,268)", (string?)arrow.Attribute("transform"));
        Assert.Equal("far", arrow.Value);
    }

    /// <summary>The inner picture begins at the plot's corner: (0.5, 5) is (180, 131), 2 is at 209.6.</summary>
    [Fact]
    public void AnErrorBarReachesToItsBound() =>
        Assert.Equal("M180,131V209.6M177,209.6H183", (string?)Assert.Single(Marked(ChartSvg.Of(Of(new ChartPoint(0.5, 5, "") { Bound = 2 })), "bar")).Attribute("d"));

    [Fact]
    public void LinesJoinPointsInTheirOrder() =>
        Assert.Equal("M0,262L360,0L180,131", (string?)Assert.Single(Marked(ChartSvg.Of(Of(new(0, 0, ""), new(1, 10, ""), new(0.5, 5, ""))), "line")).Attribute("d"));

    [Fact]
    public void NamesCannotBecomeMarkup()
    {
        var chart = Of(new ChartPoint(0.5, 5, Hostile) { Label = Hostile[..9] }) with { Title = Hostile };

        var text = ChartSvg.Of(chart).ToString();

        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.Equal(Hostile, XElement.Parse(text).Element("title")!.Value);
    }

    [Fact]
    public void IsDrawnLikeThis() => Snapshot.Match(ChartSvg.Of(new("a title", ChartAxis.Linear("zeros", 0, 1, v => $"{v * 100:0} %"), ChartAxis.Logarithmic("size", 300, 900, v => $"{v:0} kB"),
    [
        new("one", "magnitude", Marker.TriangleDown, [new(0, 800, "first") { Label = "0 %" }, new(0.5, 400, "second") { Label = "50 %", Bound = 350 }]),
        new("two", "auto", Marker.Diamond, [new(0.2, 310, "third")]) { Line = LineKind.None },
    ])).ToString());
}
