using OptiBuild.Engine.Metrics;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Validation;

/// <summary>Upper bound of the loss where answers are not simply right or wrong.</summary>
/// <remarks>
/// <see cref="Bootstrap"/>, and one thing that it cannot know: where no sample scored differently, the share of those that would is bounded as it is for
/// right and wrong answers, and each counts as one whole sample of a share. A metric that is no share has no such scale: there the bound is the estimate.
/// </remarks>
static class ResampledBound
{
    public static double Of(Metric metric, PairedList scores, Func<IReadOnlyList<int>?, double> loss, double confidence)
    {
        var (count, isChanged) = (scores.Original.Count, scores.Original.Where((score, i) => !score.AsSpan().SequenceEqual(scores.Optimized[i])).Any());
        return isChanged || !metric.IsShare
            ? Bootstrap.UpperBound(count, items => loss(items), confidence)
            : PairedProportions.UpperBound(0, 0, count, confidence);
    }
}
