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
        return Part($"{metric.Name} class by class", metric.IsAlone ? "" : "The class that lost most comes first; a minus means that it got better. A class has fewer samples than the whole, so its loss is known less exactly: see the last column.",
            Table(metric, classes.Take(Glance), scale),
            classes.Length > Glance ? More($"{Shown.Many(classes.Length - Glance, "more class", "more classes")}", Table(metric, classes.Skip(Glance), scale)) : null,
            hidden > 0 ? Tag("p", "note", $"{Shown.Many(hidden, "class", "classes")} that lost less are in report.json.") : null);
    }

    /// <summary>What lost most first, of one model alone the worst; equal ones in the report's order.</summary>
    public static IEnumerable<ClassReport> ByLoss(MetricReport metric) => metric.IsAlone ? metric.Classes.OrderBy(c => metric.Direction == Direction.HigherIsBetter ? c.Original : -c.Original) : metric.Classes.OrderByDescending(c => double.IsNaN(c.Loss) ? double.PositiveInfinity : c.Loss);

    public static XElement? Others(MetricReport? metric) => metric is null || metric.Others.Count == 0 ? null
        : Part("Other measures", "From the same answers. Nothing is judged by them.",
            Markup.Table("", ["measure", "better is", .. metric.IsAlone ? new[] { "" } : ["before", "after"], "what it is"], metric.Others.Select(o => Row(
                Head(o.Name), Cell(o.Direction == Direction.HigherIsBetter ? "more" : "less"), metric.IsAlone ? null : Figure(o.Original, Shown.Value(o, o.Original)), Figure(o.Optimized, Shown.Value(o, o.Optimized)), Tag("td", "why", Meaning(o.Name))))));

    /// <summary>From the table of metrics, which all of them come from.</summary>
    static string Meaning(string name) => MetricRows.All.FirstOrDefault(m => m.Name == name)?.Formula.Replace("`", "", StringComparison.Ordinal) ?? "";

    static XElement Table(MetricReport metric, IEnumerable<ClassReport> classes, double scale) => metric.IsAlone
        ? Markup.Table("sortable", ["class", "samples", metric.Name, ""], classes.Select(c => Row(Head(c.Name), Figure(c.Samples, Shown.Whole(c.Samples)), Figure(c.Original, Shown.Value(metric, c.Original)), Tag("td", "pair", Bar("after", Math.Abs(c.Original) / scale)))))
        : Markup.Table("sortable", ["class", "samples", "before", "after", "", "lost", $"lost at most ({Figures.Percent(metric.Confidence)} sure)"],
        classes.Select(c => Row(
            Head(c.Name),
            Figure(c.Samples, Shown.Whole(c.Samples)),
            Figure(c.Original, Shown.Value(metric, c.Original)),
            Figure(c.Optimized, Shown.Value(metric, c.Optimized)),
            Tag("td", "pair", Bar("before", Math.Abs(c.Original) / scale), Bar("after", Math.Abs(c.Optimized) / scale)),
            Tag("td", c.Loss > metric.Budget ? "num lost" : "num", Sort(c.Loss), Shown.Loss(metric, c.Loss)),
            Figure(c.LossUpper, Shown.Loss(metric, c.LossUpper)))));
}
