using OptiBuild.Engine.Metrics;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>Upper bound of the loss where answers are not simply right or wrong.</summary>
/// <remarks>
/// <see cref="Bootstrap"/>, and one thing that it cannot know: what no sample showed. A share loses one whole sample at most with each, and the share of
/// samples that would be lost is bounded as it is for right and wrong answers where none broke: the bound is that at least, however little the samples changed.
/// A metric that is no share has no such scale. There losses that only a share p of all samples show are known from about 5 / p samples on
/// (<c>bench gate</c>), and by no calculation from fewer; where nothing changed, the bound is 0.
/// </remarks>
static class ResampledBound
{
    public static double Of(Metric metric, int count, Func<IReadOnlyList<int>?, double> loss, Resampling how)
    {
        var resampled = Bootstrap.UpperBound(count, items => loss(items), how);
        return metric.IsShare ? Math.Max(resampled, PairedProportions.UpperBound(0, 0, count, how.Confidence)) : resampled;
    }
}
