using System.Globalization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Charts;

namespace OptiBuild.Engine.Sweeps;

/// <summary>A picture and what it says to somebody who sees such a one for the first time.</summary>
sealed record Figure(Chart Chart, string Caption);

/// <summary>The pictures of one model.</summary>
static class SweepCharts
{
    /// <summary>Below this share of the original's figure, the plot by size shows arrows: there, what matters is at the top.</summary>
    const double NearShare = 0.05;

    /// <summary>The axis of time starts at zero and goes at least so far: small differences are noise, and shall look small.</summary>
    const double LeastTimeShown = 1.1;

    public static IEnumerable<Figure> Of(SweptModel model)
    {
        var metric = model.Points[0].Metric;
        var worse = metric.Direction == Direction.HigherIsBetter ? "lowest" : "highest";
        return
        [
            new(new($"{metric.Name} against zeros", Zeros(), Quality(metric, [.. Values(model)]), [.. Series(model, p => p.Weights.Sparsity, p => p.Metric.Optimized, Bound)]),
                $"How many weights are zero, and what is left of the {metric.Name}. Zeros that rounding makes count too, so a point may lie right of what was asked for."),
            new(new($"{metric.Name} against embedded size", Sizes(model), Near(metric, model), [.. Series(model, p => p.Size.Embedded, p => p.Metric.Optimized, Bound)]),
                $"Up and to the left is better. A bar ends at the {worse} {metric.Name} that the samples do not rule out at {Figures.Percent(metric.Confidence)}; an arrow stands for a point far outside."),
            new(new("embedded size against zeros", Zeros(), SizesUp(model), [.. Sized(model)]),
                "Filled markers: what is embedded, after Brotli. Hollow markers: the same files before it. The raw files stay as they are; zeros change only what compression makes of them."),
            new(new("time against zeros", Zeros(), Times(model), [.. Series(model, p => p.Weights.Sparsity, Time, _ => null)]),
                "Time of one answer, on one thread, as a share of the original's. Multiplying by zero takes as long as by any other number."),
        ];
    }

    /// <summary>The series that have points, without their lines' first points: what legends show.</summary>
    public static IEnumerable<ChartSeries> Legend(SweptModel model) => Series(model, p => p.Weights.Sparsity, p => p.Metric.Optimized, _ => null);

    static IEnumerable<ChartSeries> Series(SweptModel model, Func<SweepPoint, double> x, Func<SweepPoint, double> y, Func<SweepPoint, double?> bound) =>
        from series in SweepSeries.All
        let own = model.Points.Where(p => p.Series == series.Key).ToArray()
        where own.Length > 0
        let start = model.Points.Where(p => p.Series == series.From).Take(1)
        select new ChartSeries(series.Name, series.Key, series.Marker,
        [
            // The marker of the first point is drawn by its own series, above this one's.
            .. start.Select(p => new ChartPoint(x(p), y(p), Tip(p))),
            .. own.Select(p => new ChartPoint(x(p), y(p), Tip(p)) { Bound = bound(p), Label = Label(p) }),
        ]) { Line = series.Line };

    /// <summary>What is embedded, and beside it the files before compression.</summary>
    static IEnumerable<ChartSeries> Sized(SweptModel model)
    {
        var raw = Series(model, p => p.Weights.Sparsity, p => p.Size.Optimized, _ => null).Where(s => s.Style is "float" or "magnitude")
            .Select(s => s with { Style = s.Style + " raw", Line = LineKind.Dotted, Points = [.. s.Points.Select((p, i) => p with { Label = i == s.Points.Count - 1 ? "raw file" : "" })] });
        return raw.Concat(Series(model, p => p.Weights.Sparsity, p => p.Size.Embedded, _ => null));
    }

    static ChartAxis Zeros() => ChartAxis.Linear("weights that are zero", 0, 1, v => $"{(v * 100).ToString("0", CultureInfo.InvariantCulture)} %");

    static ChartAxis Quality(MetricReport metric, double[] values) =>
        ChartAxis.Linear(metric.Name, values.Min(), values.Max(), v => metric.Unit == MetricUnit.Share ? Figures.Percent(v) : v.ToString("G4", CultureInfo.InvariantCulture));

    /// <summary>Of points that lost little, with their bars.</summary>
    static ChartAxis Near(MetricReport metric, SweptModel model)
    {
        var most = Math.Abs(metric.Original) * NearShare;
        var near = model.Points.Where(p => p.Metric.Loss <= most).SelectMany(p => new[] { p.Metric.Optimized, Bound(p) ?? p.Metric.Optimized }).Append(metric.Original);
        return Quality(metric, [.. near]);
    }

    static IEnumerable<double> Values(SweptModel model) => model.Points.Select(p => p.Metric.Optimized);

    static ChartAxis Sizes(SweptModel model) => ByBytes("embedded size (logarithmic: equal ways, equal ratios)", model.Points.Select(p => p.Size.Embedded));

    static ChartAxis SizesUp(SweptModel model) => ByBytes("size (logarithmic)", model.Points.SelectMany(p => new[] { p.Size.Embedded, p.Size.Optimized }));

    static ChartAxis ByBytes(string title, IEnumerable<long> sizes)
    {
        var all = sizes.ToArray();
        return ChartAxis.Logarithmic(title, all.Min(), all.Max(), SweepFigures.RoundBytes);
    }

    static ChartAxis Times(SweptModel model) =>
        ChartAxis.Linear("time of one answer", 0, Math.Max(LeastTimeShown, model.Points.Max(Time)), v => $"{(v * 100).ToString("0", CultureInfo.InvariantCulture)} %");

    static double Time(SweepPoint point) => point.Latency.OptimizedMs / point.Latency.OriginalMs;

    /// <summary>The figure at the gate's bound of the loss.</summary>
    static double? Bound(SweepPoint point) => point.Metric.Direction == Direction.HigherIsBetter
        ? point.Metric.Original - point.Metric.LossUpper
        : point.Metric.Original + point.Metric.LossUpper;

    static string Label(SweepPoint point) => point.Setting.Replace(" zeros", "", StringComparison.Ordinal);

    static string Tip(SweepPoint point) =>
        $"{SweepFigures.Name(point)}: {Figures.Value(point.Metric, point.Metric.Optimized)}, {Figures.Bytes(point.Size.Embedded)} embedded, {Figures.Percent(point.Weights.Sparsity)} zeros, {Figures.Milliseconds(point.Latency.OptimizedMs)}";
}
