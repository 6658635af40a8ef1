using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The loss on a line: what was measured, how much it may truly be, and what is allowed. Where the figure itself must reach a floor, that figure.</summary>
static class LossPicture
{
    const double Width = 520, Height = 92, Left = 14, Right = 14, Middle = 46, Reach = 18, Axis = 70;

    /// <summary>Room beyond the outermost figure, as a share of the range.</summary>
    const double Room = 0.12;

    /// <summary>What a letter takes at most, on narrow screens too, where letters are larger.</summary>
    const double Letter = 8.5;

    /// <summary>Half of "no loss", below the axis.</summary>
    const double ZeroRoom = 34;

    /// <summary>Allowed is what lies on one side of the limit.</summary>
    enum Side { Below, Above }

    /// <param name="Zero">Where nothing is lost; null where that is nowhere.</param>
    sealed record Places(Side Allowed, double Measured, double Bound, double Limit, double? Zero)
    {
        public double[] All => Zero is { } zero ? [Measured, Bound, Limit, zero] : [Measured, Bound, Limit];
    }

    sealed record Texts(string Title, string Bound, string Limit);

    public static string Caption(MetricReport metric) => metric.Floor is null
        ? $"The loss of {metric.Name}. The dot is what was measured; the bar reaches to what it may truly be, {Figures.Percent(metric.Confidence)} sure. The model passes when the whole bar lies in the green."
        : $"The {metric.Name} of the optimized model; that of the original is infinite. The dot is what was measured; the bar reaches to what it may truly be, {Figures.Percent(metric.Confidence)} sure. The model passes when the whole bar lies in the green.";

    public static XElement? Of(MetricReport metric) =>
        metric.Floor is { } floor ? Drawn(new(Side.Above, metric.Optimized, floor - metric.LossUpper, floor, null),
            new($"{Shown.Value(metric, metric.Optimized)}, at least {Shown.Value(metric, floor - metric.LossUpper)}; asked for are {Shown.Value(metric, floor)}", $"at least {Shown.Value(metric, floor - metric.LossUpper)}", $"asked for: {Shown.Value(metric, floor)}"))
        : !Shown.IsCompared(metric) || metric.Budget <= 0 ? null
        : Drawn(new(Side.Below, metric.Loss, metric.LossUpper, metric.Budget, 0),
            new($"Loss {Shown.Loss(metric, metric.Loss)}, at most {Shown.Loss(metric, metric.LossUpper)}; allowed are {Shown.Loss(metric, metric.Budget)}", metric.LossUpper <= 0 ? "surely no loss" : $"at most {Shown.Loss(metric, metric.LossUpper)}", $"allowed: {Shown.Loss(metric, metric.Budget)}"));

    static XElement? Drawn(Places at, Texts texts)
    {
        if (!at.All.All(double.IsFinite) || at.All.Max() <= at.All.Min()) return null;
        var room = (at.All.Max() - at.All.Min()) * Room;
        var axis = ChartAxis.Linear("", at.All.Min() - room, at.All.Max() + room, _ => "");
        double X(double value) => Left + axis.Place(value) * (Width - Left - Right);
        var (least, limit, most) = (X(axis.Least), X(at.Limit), X(axis.Most));
        return new("svg", new XAttribute("viewBox", $"0 0 {Number(Width)} {Number(Height)}"), new XAttribute("role", "img"), new XAttribute("class", "loss"),
            new XElement("title", texts.Title),
            Area(at.Allowed == Side.Below ? "inside" : "outside", least, limit), Area(at.Allowed == Side.Below ? "outside" : "inside", limit, most),
            axis.Ticks.Select(t => Line("axis", $"M{Number(X(t))},{Number(Axis)}v4")),
            Line("limit", $"M{Number(limit)},{Number(Middle - Reach - 8)}V{Number(Axis)}"),
            Text("label " + Anchor(limit), limit, Middle - Reach - 13, texts.Limit),
            at.Zero is { } zero ? new[] { Line("axis", $"M{Number(X(zero))},{Number(Middle - Reach)}V{Number(Axis)}"), Text("label " + Anchor(X(zero)), X(zero), Height - 4, "no loss") } : null,
            Bound((X(at.Bound), limit, at.Zero is { } none ? X(none) : 0), at.Allowed, texts.Bound),
            Line("span", $"M{Number(X(at.Measured))},{Number(Middle)}H{Number(X(at.Bound))}m0,-7v14"),
            new XElement("circle", new XAttribute("class", "dot"), new XAttribute("cx", Number(X(at.Measured))), new XAttribute("cy", Number(Middle)), new XAttribute("r", "6")));
    }

    static XElement Area(string style, double from, double to) => new("rect", new XAttribute("class", style), new XAttribute("x", Number(from)), new XAttribute("y", Number(Middle - Reach - 4)),
        new XAttribute("width", Number(Math.Max(0, to - from))), new XAttribute("height", Number(Axis - Middle + Reach + 4)));

    /// <summary>Behind the bar where it crosses no line, else below the axis, beside "no loss".</summary>
    static XElement Bound((double X, double Limit, double Zero) at, Side allowed, string text)
    {
        var width = text.Length * Letter;
        if (allowed == Side.Above)
            return at.X - 8 - width > (at.X > at.Limit ? at.Limit : 0) ? Text("label end", at.X - 8, Middle + 5, text) : Text("label start", Math.Min(at.X - 4, Width - width), Height - 4, text);
        var start = at.X < at.Zero && at.Zero < at.X + 8 + width ? at.Zero + 8 : at.X + 8;
        if (start + width < (start < at.Limit ? at.Limit : Width)) return Text("label start", start, Middle + 5, text);
        return at.X + 4 - width > at.Zero + ZeroRoom ? Text("label end", at.X + 4, Height - 4, text) : Text("label start", at.Zero + ZeroRoom, Height - 4, text);
    }

    /// <summary>Texts at the picture's edges stay inside.</summary>
    static string Anchor(double x) => x < 50 ? "start" : x > Width - 50 ? "end" : "middle";

    static XElement Line(string style, string path) => new("path", new XAttribute("class", style), new XAttribute("d", path));

    static XElement Text(string style, double x, double y, string text) =>
        new("text", new XAttribute("class", style), new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), text);
}
