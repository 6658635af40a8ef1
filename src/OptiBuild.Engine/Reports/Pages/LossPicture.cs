using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The loss on a line: what was measured, how much it may truly be, and what is allowed.</summary>
static class LossPicture
{
    const double Width = 520, Height = 92, Left = 14, Right = 14, Middle = 46, Reach = 18, Axis = 70;

    /// <summary>Room beyond the outermost figure, as a share of the range.</summary>
    const double Room = 0.12;

    /// <summary>A text of usual length has room to the right of a place that is no nearer to the picture's edge.</summary>
    const double TextRoom = 160;

    public static string Caption(MetricReport metric) =>
        $"The loss of {metric.Name}. The dot is what was measured; the bar reaches to what it may truly be, {Figures.Percent(metric.Confidence)} sure. The model passes when the whole bar lies in the green.";

    public static XElement? Of(MetricReport metric)
    {
        double[] figures = [0, metric.Loss, metric.LossUpper, metric.Budget];
        if (!figures.All(double.IsFinite) || metric.Budget <= 0) return null;
        var room = (figures.Max() - figures.Min()) * Room;
        var axis = ChartAxis.Linear("", figures.Min() - room, figures.Max() + room, _ => "");
        double X(double value) => Left + axis.Place(value) * (Width - Left - Right);
        return new("svg", new XAttribute("viewBox", $"0 0 {Number(Width)} {Number(Height)}"), new XAttribute("role", "img"), new XAttribute("class", "loss"),
            new XElement("title", $"Loss {Shown.Loss(metric, metric.Loss)}, at most {Shown.Loss(metric, metric.LossUpper)}; allowed are {Shown.Loss(metric, metric.Budget)}"),
            Area("inside", X(axis.Least), X(metric.Budget)), Area("outside", X(metric.Budget), X(axis.Most)),
            axis.Ticks.Select(t => Line("axis", $"M{Number(X(t))},{Number(Axis)}v4")),
            Line("limit", $"M{Number(X(metric.Budget))},{Number(Middle - Reach - 8)}V{Number(Axis)}"),
            Line("axis", $"M{Number(X(0))},{Number(Middle - Reach)}V{Number(Axis)}"),
            Text("label " + Anchor(X(metric.Budget)), X(metric.Budget), Middle - Reach - 13, $"allowed: {Shown.Loss(metric, metric.Budget)}"),
            Text("label " + Anchor(X(0)), X(0), Height - 4, "no loss"),
            Bound(X(metric.LossUpper), $"at most {Shown.Loss(metric, metric.LossUpper)}"),
            Line("span", $"M{Number(X(metric.Loss))},{Number(Middle)}H{Number(X(metric.LossUpper))}m0,-7v14"),
            new XElement("circle", new XAttribute("class", "dot"), new XAttribute("cx", Number(X(metric.Loss))), new XAttribute("cy", Number(Middle)), new XAttribute("r", "6")));
    }

    static XElement Area(string style, double from, double to) => new("rect", new XAttribute("class", style), new XAttribute("x", Number(from)), new XAttribute("y", Number(Middle - Reach - 4)),
        new XAttribute("width", Number(Math.Max(0, to - from))), new XAttribute("height", Number(Axis - Middle + Reach + 4)));

    /// <summary>Behind the bar where there is room, else below the axis.</summary>
    static XElement Bound(double x, string text) => x > Width - TextRoom ? Text("label end", x + 4, Height - 4, text) : Text("label start", x + 8, Middle + 5, text);

    /// <summary>Texts at the picture's edges stay inside.</summary>
    static string Anchor(double x) => x < 50 ? "start" : x > Width - 50 ? "end" : "middle";

    static XElement Line(string style, string path) => new("path", new XAttribute("class", style), new XAttribute("d", path));

    static XElement Text(string style, double x, double y, string text) =>
        new("text", new XAttribute("class", style), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);
}
