using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Metrics.Detection;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>What both models scored on the same samples, sample by sample: a few numbers each, so memory does not depend on the models' outputs.</summary>
sealed class PairedScores
{
    static readonly Metric Agreement = MetricRows.All.Single(m => m.Name == "agreement");

    readonly Metric metric;
    readonly PairedList own;
    readonly OtherMetrics others;
    readonly List<double[]> agreed = [];

    /// <summary>What tells classes apart, beside the metric's own scores: labels may suit the metric and yet not name a class for each answer.</summary>
    readonly List<PairedList> telling = [];

    public PairedScores(Metric metric, LabelKind labels)
    {
        this.metric = metric;
        own = new(metric.Score);
        others = new(metric, labels);
        if (labels == LabelKind.Classes && metric.Score != Decisions.Score) telling.Add(new(Decisions.Score));
        if (metric.ClassScore is { } score && score != metric.Score && score != Decisions.Score) telling.Add(new(score));
    }

    public int Count => own.Original.Count;

    public void Add(IReadOnlyList<Output> before, IReadOnlyList<Output> after, Sample sample)
    {
        var (first, second) = (new Answer(before, before, sample.Label) { Origin = sample.Origin }, new Answer(after, before, sample.Label) { Origin = sample.Origin });
        own.Add(first, second);
        telling.RemoveAll(list => !Suits(list, first, second));
        agreed.Add(metric.Boxes is { } form ? BoxAgreement.Score(second, form) : Agreement.Score(second with { Label = null }));
        others.Add(first, second);
    }

    /// <param name="names">Of the classes, by number.</param>
    /// <param name="threads">0 means one per core. Changes no result.</param>
    public MetricReport ToReport(Criteria criteria, IReadOnlyList<string> names, int threads)
    {
        var (figure, other) = (metric.Combine(own.Original), metric.Combine(own.Optimized));
        var (before, after) = (figure(null), other(null));
        var flips = Flips();
        var floor = metric.IsFloored ? criteria.MinMetric : null;
        var sign = metric.Direction == Direction.HigherIsBetter ? 1 : -1;
        double Loss(IReadOnlyList<int>? items) => sign * ((floor ?? figure(items)) - other(items));
        var report = new MetricReport
        {
            Name       = metric.Name,
            Formula    = metric.Formula,
            Unit       = metric.Unit,
            Direction  = metric.Direction,
            Original   = before,
            Optimized  = after,
            Loss       = flips is { } f ? (f.Broken - f.Repaired) / (double)Count : Loss(null),
            LossUpper  = flips is { } changed
                ? PairedProportions.UpperBound(changed.Broken, changed.Repaired, Count, criteria.Confidence)
                : ResampledBound.Of(metric, Count, Loss, new(criteria.Confidence) { Threads = threads }),
            Confidence = criteria.Confidence,
            Budget     = metric.IsFloored ? 0 : criteria.Allowed(before),
            BudgetText = metric.IsFloored ? "" : criteria.Budget.ToString(),
            Samples    = Count,
            Broken     = flips?.Broken,
            Repaired   = flips?.Repaired,
            Agreement  = Agreement.Combine(agreed)(null),
            Right      = flips is null ? null : RightAnswers.Text(own.Optimized),
            Floor      = floor,
            Classes    = metric.HasClasses && Scored(metric.ClassScore ?? metric.Score) is { } byClass ? new ClassLosses(metric, own, byClass, criteria) { Names = names, Threads = threads }.ToReport() : [],
            Confusion  = Scored(Decisions.Score) is { } decisions ? ConfusionCount.Of(decisions, names) : null,
            Others     = others.ToReport(),
        };
        return report with { SamplesNeeded = SamplesNeeded.ToDecide(report) };
    }

    /// <summary>Of one model, which was given as both.</summary>
    public Evaluation ToEvaluation(IReadOnlyList<string> names) => new(metric, metric.Combine(own.Original)(null), Count)
    {
        Classes   = metric.HasClasses && Scored(metric.ClassScore ?? metric.Score) is { } byClass ? ClassFigures.Of(metric, own, byClass, names) : [],
        Confusion = Scored(Decisions.Score) is { } decisions ? ConfusionCount.Of(decisions, names) : null,
        Others    = [.. others.ToReport().Where(o => MetricRows.All.Any(m => m.Name == o.Name && !m.IsAgainstOriginal))],
    };

    /// <summary>Null where there is none, or where a sample did not suit it.</summary>
    PairedList? Scored(Func<Answer, double[]>? by) => own.Score == by ? own : telling.FirstOrDefault(list => list.Score == by);

    static bool Suits(PairedList list, Answer before, Answer after)
    {
        try
        {
            list.Add(before, after);
            return true;
        }
        catch (OptiBuildException)
        {
            return false;
        }
    }

    /// <summary>Null where answers are not simply right or wrong.</summary>
    (int Broken, int Repaired)? Flips()
    {
        if (!metric.IsHitOrMiss || !own.AreHitsOrMisses()) return null;
        int[] all = [.. Enumerable.Range(0, Count)];
        return (own.Changed(all, 1, 0), own.Changed(all, 0, 1));
    }
}
