using System.Globalization;
using System.Xml.Linq;
using OptiBuild.Engine.Charts;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports.Histories;
using static OptiBuild.Engine.Reports.Pages.Markup;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>The same model from build to build.</summary>
static class TrendPart
{
    /// <summary>As many as can be told apart in a picture; the last ones.</summary>
    const int Most = 100;

    public static XElement? Of(ModelReport model, IReadOnlyList<HistoryEntry> history)
    {
        var entries = history.Where(e => e.Model == model.Model).TakeLast(Most).ToArray();
        if (entries.Length < 2) return null;
        return Part("From build to build", $"{Shown.Many(entries.Length, "build")} that differed in model, data, options or versions, the oldest on the left.",
            Tag("div", "charts", new[] { Quality(entries), Size(entries), Speed(entries) }.OfType<Chart>().Select(c => Tag("figure", "chart", Tag("figcaption", "", c.Title), ChartSvg.Of(c)))));
    }

    /// <summary>Only builds with the metric of the last: others have another unit.</summary>
    static Chart? Quality(HistoryEntry[] entries)
    {
        if (entries.LastOrDefault(e => e.Metric is not null)?.Metric is not { } last) return null;
        var points = entries.Select((entry, index) => (Entry: entry, Index: index)).Where(p => p.Entry.Metric?.Name == last.Name && double.IsFinite(p.Entry.Metric.Optimized)).ToArray();
        if (points.Length < 2) return null;
        string Text(double value) => last.Unit == MetricUnit.Share ? Figures.Percent(value) : value.ToString("G4", CultureInfo.InvariantCulture);
        ChartPoint[] after = [.. points.Select(p => new ChartPoint(p.Index, p.Entry.Metric!.Optimized, Tip(p.Entry, Text(p.Entry.Metric.Optimized))) { Bound = Bound(p.Entry.Metric) })];
        ChartPoint[] before = [.. points.Where(p => double.IsFinite(p.Entry.Metric!.Original)).Select(p => new ChartPoint(p.Index, p.Entry.Metric!.Original, Tip(p.Entry, Text(p.Entry.Metric.Original))))];
        var values = after.SelectMany(p => new[] { p.Y, p.Bound ?? p.Y }).Concat(before.Select(p => p.Y)).ToArray();
        return new($"{last.Name} after, with its bound; the line shows the original", Builds(entries), ChartAxis.Linear("", values.Min(), values.Max(), Text),
        [
            new("before", "before", Marker.Square, before) { Line = LineKind.Dashed },
            new("after", "after", Marker.Circle, after),
        ]);
    }

    static double? Bound(HistoryMetric metric)
    {
        var bound = metric.Direction == Direction.HigherIsBetter ? metric.Original - metric.LossUpper : metric.Original + metric.LossUpper;
        return double.IsFinite(bound) ? bound : null;
    }

    static Chart? Size(HistoryEntry[] entries)
    {
        ChartPoint[] points = [.. entries.Select((e, i) => (e, i)).Where(p => p.e.Size is not null).Select(p => new ChartPoint(p.i, p.e.Size!.Embedded, Tip(p.e, Figures.Bytes(p.e.Size.Embedded))))];
        return points.Length < 2 ? null : new("embedded size", Builds(entries), ChartAxis.Linear("", 0, points.Max(p => p.Y), v => Figures.Bytes((long)v)), [new("embedded", "after", Marker.Circle, points)]);
    }

    static Chart? Speed(HistoryEntry[] entries)
    {
        ChartPoint[] points = [.. entries.Select((e, i) => (e, i)).Where(p => p.e.Latency is { } l && double.IsFinite(l.Speedup)).Select(p => new ChartPoint(p.i, p.e.Latency!.Speedup, Tip(p.e, Figures.Ratio(p.e.Latency.Speedup))))];
        return points.Length < 2 ? null : new("speed against the original", Builds(entries), ChartAxis.Linear("times as fast as the original", 0, Math.Max(1, points.Max(p => p.Y)), v => Figures.Ratio(v)), [new("speed", "after", Marker.Circle, points)]);
    }

    static ChartAxis Builds(HistoryEntry[] entries)
    {
        const int MostTicks = 5;
        var every = Math.Max(1, (entries.Length + MostTicks - 2) / (MostTicks - 1));
        double[] ticks = [.. Enumerable.Range(0, entries.Length).Where(i => i % every == 0).Select(i => (double)i)];
        return new("build", -0.3, entries.Length - 0.7, ticks, tick => Day(entries[(int)tick]));
    }

    static string Day(HistoryEntry entry) => entry.Date.Length >= 10 ? entry.Date[..10] : "";

    static string Tip(HistoryEntry entry, string figure) => $"{Day(entry)}{(entry.Commit is { } commit ? " " + commit[..Math.Min(10, commit.Length)] : "")}: {figure}, {Shown.Verdict(entry.Verdict)}";
}
