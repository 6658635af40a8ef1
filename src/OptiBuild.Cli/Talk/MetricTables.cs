using System.Globalization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Talk;

/// <summary>What stands behind a metric's one figure: classes, mistakes, other metrics.</summary>
static class MetricTables
{
    /// <summary>So many rows are read on a terminal; a report has all.</summary>
    const int Most = 10;

    /// <summary>Of one model: classes with the worst figure first.</summary>
    public static void Measured(MetricReport metric, TextWriter output)
    {
        var sign = metric.Direction == Direction.HigherIsBetter ? 1 : -1;
        Table.Write(output, Title("classes", metric.Classes.Count), ["class", "samples", metric.Name],
            metric.Classes.OrderBy(c => sign * c.Original).Take(Most).Select(c => new[] { c.Name, Figures.Count(c.Samples), Figures.Value(metric, c.Original) }));
        Table.Write(output, "other metrics", ["metric", "value"], metric.Others.Select(o => new[] { o.Name, Figures.Value(o.Unit, o.Original) }));
    }

    /// <summary>Of two models: classes that lost most and mistakes that changed most first.</summary>
    public static void Compared(MetricReport metric, TextWriter output)
    {
        Table.Write(output, Title("classes", metric.Classes.Count), ["class", "samples", "before", "after", "lost", "lost at most"], metric.Classes.OrderByDescending(c => c.Loss).Take(Most).Select(c => new[]
        {
            c.Name, Figures.Count(c.Samples), Figures.Value(metric, c.Original), Figures.Value(metric, c.Optimized), Figures.Loss(metric, c.Loss), Figures.Loss(metric, c.LossUpper),
        }));
        var shifts = metric.Confusion is { } confusion ? ConfusionShift.Of(confusion) : [];
        Table.Write(output, Title("mistakes that changed", shifts.Count), ["is", "taken for", "before", "after", "change"],
            shifts.Take(Most).Select(s => new[] { s.Label, s.Answer, Figures.Count(s.Before), Figures.Count(s.After), s.Change.ToString("+0;-0", CultureInfo.InvariantCulture) }));
        Table.Write(output, "other metrics", ["metric", "before", "after"], metric.Others.Select(o => new[] { o.Name, Figures.Value(o.Unit, o.Original), Figures.Value(o.Unit, o.Optimized) }));
    }

    /// <summary>classes, or classes (10 of 40).</summary>
    static string Title(string what, int count) => count > Most ? $"{what} ({Figures.Count(Most)} of {Figures.Count(count)})" : what;
}
