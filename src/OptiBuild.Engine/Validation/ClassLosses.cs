using System.Globalization;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>What each class lost, with its bound.</summary>
/// <remarks>
/// Right and wrong answers are counted among the samples of the class, the bound is the exact one; figures of other kinds are resampled, both models on
/// the same samples. <see cref="ClassReport.LossUpper"/> is for each class alone. <see cref="ClassReport.LossLower"/> shares the error
/// probability out over all classes (Bonferroni), so that no more than 5 % of builds at 95 % name a class that lost nothing.
/// </remarks>
/// <param name="Own">By the metric itself.</param>
/// <param name="ByClass">By what tells the classes.</param>
sealed record ClassLosses(Metric Metric, PairedList Own, PairedList ByClass, Criteria Criteria)
{
    /// <summary>Fewer than for the figure that is judged by default: as many as tell 95 % to a third of a point.</summary>
    const int Replicates = 1000;

    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>0 means one per core. Changes no result.</summary>
    public required int Threads { get; init; }

    public IReadOnlyList<ClassReport> ToReport()
    {
        if (AreCounted(Metric, Own, ByClass)) return Counted();
        return Metric.PerClass is { } perClass ? Resampled(perClass) : [];
    }

    /// <summary>A class's figure is the share of right answers among its samples.</summary>
    public static bool AreCounted(Metric metric, PairedList own, PairedList byClass) =>
        metric.IsHitOrMiss && own.AreHitsOrMisses() && byClass.Original.All(s => s.Length == Decisions.Width);

    /// <summary>Samples by their label.</summary>
    public static (int Class, int[] Items)[] Groups(PairedList byClass) =>
        [.. Enumerable.Range(0, byClass.Original.Count).GroupBy(i => (int)byClass.Original[i][0]).OrderBy(g => g.Key).Select(g => (g.Key, g.ToArray()))];

    ClassReport[] Counted()
    {
        var groups = Groups(ByClass);
        var bounds = new Dictionary<(int, int, int, double), double>();
        double Bound(int broken, int repaired, int count, double confidence) => bounds.TryGetValue((broken, repaired, count, confidence), out var known) ? known
            : bounds[(broken, repaired, count, confidence)] = PairedProportions.UpperBound(broken, repaired, count, confidence);
        return [.. groups.Select(g =>
        {
            var (broken, repaired, count) = (Own.Changed(g.Items, 1, 0), Own.Changed(g.Items, 0, 1), g.Items.Length);
            var (before, after) = (g.Items.Average(i => Own.Original[i][0]), g.Items.Average(i => Own.Optimized[i][0]));
            var report = new ClassReport(Name(g.Class), count, before, after, (broken - repaired) / (double)count, Bound(broken, repaired, count, Criteria.Confidence));
            return IsOutside(report) ? report with { LossLower = -Bound(repaired, broken, count, Shared(groups.Length)) } : report;
        })];
    }

    ClassReport[] Resampled(Func<IReadOnlyList<double[]>, IReadOnlyList<ClassFigure>> perClass)
    {
        var (before, after) = (perClass(ByClass.Original).ToDictionary(c => c.Class), perClass(ByClass.Optimized).ToDictionary(c => c.Class));
        return [.. before.Values.Where(c => c.Count > 0 && after.ContainsKey(c.Class)).OrderBy(c => c.Class).Select(c => Resampled(c, after[c.Class], before.Count))];
    }

    ClassReport Resampled(ClassFigure before, ClassFigure after, int classes)
    {
        // What matters for one model or the other; other samples change neither figure.
        int[] items = [.. before.Items.Union(after.Items).Order()];
        var sign = Metric.Direction == Direction.HigherIsBetter ? 1 : -1;
        double Loss(int[] drawn)
        {
            var chosen = new int[drawn.Length];
            for (var i = 0; i < chosen.Length; i++) chosen[i] = items[drawn[i]];
            return sign * (before.Figure(chosen) - after.Figure(chosen));
        }
        var (original, optimized) = (before.Figure(null), after.Figure(null));
        var upper = Math.Max(Unseen(before.Count), Bootstrap.UpperBound(items.Length, Loss, At(Criteria.Confidence)));
        var report = new ClassReport(Name(before.Class), before.Count, original, optimized, sign * (original - optimized), upper);
        return IsOutside(report)
            ? report with { LossLower = -Bootstrap.UpperBound(items.Length, drawn => -Loss(drawn), At(Shared(classes))) } : report;
    }

    Resampling At(double confidence) => new(confidence) { Replicates = Replicates, Threads = Threads };

    /// <summary>The share of losses that so many samples may well not show at all: resamples hold nothing that did not happen, and a class may have few samples.</summary>
    double Unseen(int count) => Metric.IsShare ? 1 - Math.Pow(1 - Criteria.Confidence, 1.0 / count) : double.NegativeInfinity;

    bool IsOutside(ClassReport report) => report.Loss > Criteria.Allowed(report.Original);

    double Shared(int classes) => 1 - (1 - Criteria.Confidence) / classes;

    string Name(int number) => NameOf(number, Names);

    public static string NameOf(int number, IReadOnlyList<string> names) => number >= 0 && number < names.Count ? names[number] : number.ToString(CultureInfo.InvariantCulture);
}
