using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>How many validation samples would settle what these did not.</summary>
static class SamplesNeeded
{
    /// <summary>Chance of passing that the number is made for, where the true loss is the estimated one.</summary>
    const double Power = 0.8;

    /// <summary>Nearer to the budget than this share of it, the number grows beyond what anybody collects.</summary>
    const double LeastRoom = 0.05;

    /// <summary>Null where the result is settled, or where the estimate is so near to the budget that more samples are no answer.</summary>
    public static int? ToDecide(MetricReport metric)
    {
        // Above a floor, what is not lost is room.
        var (room, whole) = metric.Floor is { } floor ? (-metric.Loss, Math.Abs(floor)) : (metric.Budget - Math.Max(0, metric.Loss), metric.Budget);
        if (metric.LossUpper <= metric.Budget || !(room >= LeastRoom * whole) || room <= 0) return null;
        var needed = metric is { Broken: { } broken, Repaired: { } repaired }
            ? SampleSize.ForPower(room, (broken + repaired) / (double)metric.Samples, metric.Confidence, Power)
            : metric.Samples * Math.Pow((metric.LossUpper - metric.Loss) / room, 2);
        return (int)Math.Min(int.MaxValue, Math.Max(metric.Samples + 1, Math.Ceiling(needed)));
    }
}
