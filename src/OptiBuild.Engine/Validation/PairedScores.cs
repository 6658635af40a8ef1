using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>What both models scored on the same samples, sample by sample: a few numbers each, so memory does not depend on the models' outputs.</summary>
sealed class PairedScores(Metric metric)
{
    static readonly Metric Agreement = MetricRows.All.Single(m => m.Name == "agreement");

    readonly List<double[]> original = [];
    readonly List<double[]> optimized = [];
    readonly List<double[]> agreed = [];

    public int Count => original.Count;

    public void Add(IReadOnlyList<Output> before, IReadOnlyList<Output> after, Label? label)
    {
        original.Add(metric.Score(new Answer(before, before, label)));
        optimized.Add(metric.Score(new Answer(after, before, label)));
        agreed.Add(Agreement.Score(new Answer(after, before, null)));
    }

    public MetricReport ToReport(Criteria criteria)
    {
        var (figure, other) = (metric.Combine(original), metric.Combine(optimized));
        var before = figure(null);
        var flips = Flips();
        double Loss(IReadOnlyList<int>? items) => metric.Direction == Direction.HigherIsBetter ? figure(items) - other(items) : other(items) - figure(items);
        var report = new MetricReport
        {
            Name       = metric.Name,
            Unit       = metric.IsShare ? MetricUnit.Share : MetricUnit.Own,
            Direction  = metric.Direction,
            Original   = before,
            Optimized  = other(null),
            Loss       = flips is { } f ? (f.Broken - f.Repaired) / (double)Count : Loss(null),
            LossUpper  = flips is { } changed
                ? PairedProportions.UpperBound(changed.Broken, changed.Repaired, Count, criteria.Confidence)
                : ResampledBound.Of(metric, original, optimized, Loss, criteria.Confidence),
            Confidence = criteria.Confidence,
            Budget     = criteria.Allowed(before),
            BudgetText = criteria.Budget.ToString(),
            Samples    = Count,
            Broken     = flips?.Broken,
            Repaired   = flips?.Repaired,
            Agreement  = Agreement.Combine(agreed)(null),
            Right      = flips is null ? null : RightAnswers.Text(optimized),
        };
        return report with { SamplesNeeded = SamplesNeeded.ToDecide(report) };
    }

    /// <summary>Null where answers are not simply right or wrong.</summary>
    (int Broken, int Repaired)? Flips() => metric.IsHitOrMiss && Scores.AreHitsOrMisses(original) && Scores.AreHitsOrMisses(optimized)
        ? (Changed(from: 1, to: 0), Changed(from: 0, to: 1))
        : null;

    int Changed(double from, double to) => original.Zip(optimized).Count(p => p.First[0] == from && p.Second[0] == to);
}
