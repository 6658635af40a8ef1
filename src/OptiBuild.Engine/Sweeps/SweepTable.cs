using System.Xml.Linq;
using OptiBuild.Engine.Reports;
using static OptiBuild.Engine.Reports.Figures;

namespace OptiBuild.Engine.Sweeps;

/// <summary>Every point of a model with every figure.</summary>
static class SweepTable
{
    sealed record Column(string Head, Func<SweepPoint, string> Cell);

    public static XElement Of(SweptModel model)
    {
        var columns = Columns(model.Points[0].Metric);
        return new("div", new XAttribute("class", "wide"), new XAttribute("tabindex", "0"),
            new XElement("table",
                new XElement("thead", new XElement("tr", columns.Select(c => new XElement("th", new XAttribute("scope", "col"), c.Head)))),
                new XElement("tbody", model.Points.Select(p => Row(p, columns)))));
    }

    static XElement Row(SweepPoint point, Column[] columns) => new("tr", new XAttribute("class", point.Series), new XAttribute("title", Printable.Of(point.Options)),
        columns.Select((c, i) => i == 0 ? new XElement("th", new XAttribute("scope", "row"), c.Cell(point)) : new XElement("td", c.Cell(point))));

    static Column[] Columns(MetricReport metric) =>
    [
        new("setting",                              p => Printable.Of(SweepFigures.Name(p))),
        new("weights that are not zero",            p => SweepFigures.Whole(p.Weights.NonZeros)),
        new("zeros",                                p => Percent(p.Weights.Sparsity, "0.0")),
        new("raw file, bytes",                      p => SweepFigures.Whole(p.Size.Optimized)),
        new("embedded, bytes",                      p => SweepFigures.Whole(p.Size.Embedded)),
        new("smaller by",                           SweepFigures.Times),
        new(metric.Name,                            p => Value(p.Metric, p.Metric.Optimized)),
        new($"loss (at most, at {Percent(metric.Confidence)})", p => $"{Loss(p.Metric, p.Metric.Loss)} ({Loss(p.Metric, p.Metric.LossUpper)})"),
        new("same answers",                         p => Percent(p.Metric.Agreement, "0.0")),
        new("one answer",                           p => Milliseconds(p.Latency.OptimizedMs)),
        new("of fp32's time",                       p => Percent(p.Latency.OptimizedMs / p.Latency.OriginalMs, "0")),
    ];
}
