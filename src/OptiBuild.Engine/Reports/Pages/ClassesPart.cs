using System.Xml.Linq;
using OptiBuild.Engine.Metrics;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The metric class by class, the one that lost most first, and the metrics that nothing is judged by.</summary>
static class ClassesPart
{
    /// <summary>So many are read at a glance; so many at all, since report.json has the others.</summary>
    const int Glance = 12, Most = 200;

    public static XElement? Of(MetricReport? metric)
    {
        if (metric is null || metric.Classes.Count == 0) return null;
        var classes = ByLoss(metric).Take(Most).ToArray();
        var scale = classes.SelectMany(c => new[] { Math.Abs(c.Original), Math.Abs(c.Optimized) }).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var hidden = metric.Classes.Count - classes.Length;
        return Part($"{metric.Name} class by class", "The class that lost most comes first. A class has fewer samples than the whole, so its loss is known less exactly: see the last column.",
            Table(metric, classes.Take(Glance), scale),
            classes.Length > Glance ? More($"{Shown.Many(classes.Length - Glance, "more class", "more classes")}", Table(metric, classes.Skip(Glance), scale)) : null,
            hidden > 0 ? Tag("p", "note", $"{Shown.Many(hidden, "class", "classes")} that lost less are in report.json.") : null);
    }

    /// <summary>The worst first; equal ones in the report's order.</summary>
    public static IEnumerable<ClassReport> ByLoss(MetricReport metric) => metric.Classes.OrderByDescending(c => double.IsNaN(c.Loss) ? double.PositiveInfinity : c.Loss);

    public static XElement? Others(MetricReport? metric) => metric is null || metric.Others.Count == 0 ? null
        : Part("Other measures", "From the same answers. Nothing is judged by them.",
            Markup.Table("", ["measure", "better is", "before", "after"], metric.Others.Select(o => Row(
                Head(o.Name), Cell(o.Direction == Direction.HigherIsBetter ? "more" : "less"), Figure(o.Original, Shown.Value(o, o.Original)), Figure(o.Optimized, Shown.Value(o, o.Optimized))))));

    static XElement Table(MetricReport metric, IEnumerable<ClassReport> classes, double scale) => Markup.Table("sortable", ["class", "samples", "before", "after", "", "lost", $"lost at most ({Figures.Percent(metric.Confidence)} sure)"],
        classes.Select(c => Row(
            Head(c.Name),
            Figure(c.Samples, Shown.Whole(c.Samples)),
            Figure(c.Original, Shown.Value(metric, c.Original)),
            Figure(c.Optimized, Shown.Value(metric, c.Optimized)),
            Tag("td", "pair", Bar("before", Math.Abs(c.Original) / scale), Bar("after", Math.Abs(c.Optimized) / scale)),
            Tag("td", c.Loss > metric.Budget ? "num lost" : "num", Sort(c.Loss), Shown.Loss(metric, c.Loss)),
            Figure(c.LossUpper, Shown.Loss(metric, c.LossUpper)))));
}
