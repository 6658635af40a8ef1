using System.Globalization;
using System.Xml.Linq;

namespace OptiBuild.Engine.Charts;

/// <summary>Draws a chart as SVG for use inside HTML. Colors are the page's: classes only.</summary>
static class ChartSvg
{
    /// <summary>The picture and, inside it, the area of the points.</summary>
    const double Width = 440, Height = 320, Left = 58, Right = 22, Top = 12, Bottom = 46;

    const double PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;

    /// <summary>How far outside an axis a point may lie before an arrow stands for it, as a share of the axis.</summary>
    const double Edge = 0.005;

    /// <summary>Room for arrows inside the frame; half the width of an error bar's end.</summary>
    const double Inset = 6, Cap = 3;

    public static XElement Of(Chart chart)
    {
        var places = new LabelPlaces(new(Left, Top, Left + PlotWidth, Top + PlotHeight));
        foreach (var point in chart.Series.SelectMany(s => s.Points)) places.Take(X(chart, point), ShownY(chart, point));
        foreach (var (from, to) in chart.Series.Where(s => s.Line != LineKind.None).SelectMany(s => s.Points.Zip(s.Points.Skip(1))))
            places.TakeLine((X(chart, from), Y(chart, from.Y)), (X(chart, to), Y(chart, to.Y)));
        return new XElement("svg", new XAttribute("viewBox", $"0 0 {Number(Width)} {Number(Height)}"), new XAttribute("role", "img"),
            new XElement("title", chart.Title),
            Grid(chart),
            new XElement("svg", Rectangle(Left, Top, PlotWidth, PlotHeight), chart.Series.Select(s => Line(chart, s)), chart.Series.Select(s => Bars(chart, s))),
            chart.Series.Select(s => Group(s, s.Points.Select(p => Point(chart, s, p)))),
            chart.Series.Select(s => Group(s, s.Points.Select(p => Label(chart, p, places)))));
    }

    /// <summary>For legends: the series' marker on its line.</summary>
    public static XElement Key(ChartSeries series) => new("svg", new XAttribute("viewBox", "-12 -7 24 14"), new XAttribute("class", "key"), new XAttribute("aria-hidden", "true"),
        Group(series, [
            .. series.Line == LineKind.None ? [] : new[] { new XElement("path", Class(LineClass(series)), new XAttribute("d", "M-12,0H12")) },
            new XElement("path", Class("marker"), new XAttribute("d", MarkerShapes.Path(series.Marker))),
        ]));

    static IEnumerable<XElement> Grid(Chart chart) =>
    [
        .. chart.X.Ticks.Select(t => Left + chart.X.Place(t) * PlotWidth).Select(x => Path("grid", $"M{Number(x)},{Number(Top)}V{Number(Top + PlotHeight)}")),
        .. chart.Y.Ticks.Select(t => Top + (1 - chart.Y.Place(t)) * PlotHeight).Select(y => Path("grid", $"M{Number(Left)},{Number(y)}H{Number(Left + PlotWidth)}")),
        Path("axis", $"M{Number(Left)},{Number(Top)}V{Number(Top + PlotHeight)}H{Number(Left + PlotWidth)}"),
        .. chart.X.Ticks.Select(t => Text("tick middle", Left + chart.X.Place(t) * PlotWidth, Top + PlotHeight + 14, chart.X.Text(t))),
        .. chart.Y.Ticks.Select(t => Text("tick end", Left - 5, Top + (1 - chart.Y.Place(t)) * PlotHeight + 4, chart.Y.Text(t))),
        Text("name middle", Left + PlotWidth / 2, Height - 8, chart.X.Title),
        new("text", Class("name middle"), new XAttribute("transform", $"translate(13,{Number(Top + PlotHeight / 2)}) rotate(-90)"), chart.Y.Title),
    ];

    /// <summary>In the coordinates of the inner picture, which cuts off what leaves it.</summary>
    static XElement? Line(Chart chart, ChartSeries series) => series.Line == LineKind.None || series.Points.Count < 2 ? null
        : Group(series, [Path(LineClass(series), "M" + string.Join('L', series.Points.Select(p => $"{Number(X(chart, p) - Left)},{Number(Y(chart, p.Y) - Top)}")))]);

    static XElement Bars(Chart chart, ChartSeries series) => Group(series, series.Points.Where(p => p.Bound is not null).Select(p =>
    {
        var (x, from, to) = (X(chart, p) - Left, Y(chart, p.Y) - Top, Y(chart, p.Bound!.Value) - Top);
        return Path("bar", $"M{Number(x)},{Number(from)}V{Number(to)}M{Number(x - Cap)},{Number(to)}H{Number(x + Cap)}");
    }));

    static XElement Point(Chart chart, ChartSeries series, ChartPoint point)
    {
        var outside = Outside(chart, point);
        var path = Path(outside == 0 ? "marker" : "beyond", outside == 0 ? MarkerShapes.Path(series.Marker) : MarkerShapes.Arrow(outside));
        path.Add(new XAttribute("transform", $"translate({Number(X(chart, point))},{Number(ShownY(chart, point))})"), new XElement("title", point.Tip));
        return path;
    }

    static XElement? Label(Chart chart, ChartPoint point, LabelPlaces places) => point.Label.Length == 0 ? null
        : places.For(X(chart, point), ShownY(chart, point), point.Label) is { } at ? Text("label", at.X, at.Y, point.Label) : null;

    /// <summary>−1 above the plot, 1 below it, 0 inside.</summary>
    static int Outside(Chart chart, ChartPoint point) => chart.Y.Place(point.Y) switch { < -Edge => 1, > 1 + Edge => -1, _ => 0 };

    static double X(Chart chart, ChartPoint point) => Left + Math.Clamp(chart.X.Place(point.X), 0, 1) * PlotWidth;

    static double Y(Chart chart, double value) => Top + (1 - chart.Y.Place(value)) * PlotHeight;

    static double ShownY(Chart chart, ChartPoint point) => Outside(chart, point) switch
    {
        < 0 => Top + Inset,
        > 0 => Top + PlotHeight - Inset,
        _   => Y(chart, point.Y),
    };

    static string LineClass(ChartSeries series) => series.Line switch { LineKind.Dashed => "line dashed", LineKind.Dotted => "line dotted", _ => "line" };

    static XElement Group(ChartSeries series, IEnumerable<XElement?> content) => new("g", Class(series.Style), content);

    static XElement Path(string style, string path) => new("path", Class(style), new XAttribute("d", path));

    static XElement Text(string style, double x, double y, string text) => new("text", Class(style), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);

    static XAttribute Class(string name) => new("class", name);

    static XAttribute[] Rectangle(double x, double y, double width, double height) =>
        [new("x", Number(x)), new("y", Number(y)), new("width", Number(width)), new("height", Number(height))];

    /// <remarks>Half a hundredth of a unit is less than anybody sees. −0 would differ from 0 in the file.</remarks>
    static string Number(double value) => (Math.Round(value, 2, MidpointRounding.ToEven) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);
}
