
namespace OptiBuild.Engine.Metrics;

/// <summary>Precision averaged over recall: Σ (R_g − R_g−1) · P_g over groups g of equal scores, from high to low, without interpolation.</summary>
/// <remarks>
/// scikit-learn's average_precision_score, https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html;
/// Manning, Raghavan, Schütze: Introduction to Information Retrieval, 8.4. Several classes: each against the rest, mean over classes that are labelled.
/// </remarks>
static class AveragePrecision
{
    /// <summary>Every class is ranked anew for each resample: of more classes none is bounded.</summary>
    const int MostClasses = 100;

    public static Figure Combine(IReadOnlyList<double[]> scores) => OneVsRest.Combine(Of)(scores);

    public static IReadOnlyList<ClassFigure> PerClass(IReadOnlyList<double[]> scores)
    {
        var rankings = OneVsRest.Rankings(scores);
        if (rankings.Length > MostClasses) return [];
        int[] all = [.. Enumerable.Range(0, scores.Count)];
        return [.. rankings.Where(r => r.ArePositive.Contains(true))
            .Select(r => new ClassFigure(r.Class, r.ArePositive.Count(p => p), all, chosen => Of(r, OneVsRest.Weights(chosen, scores.Count))))];
    }

    /// <param name="weights">How often each sample counts; null for once.</param>
    internal static double Of(Ranking ranking, int[]? weights)
    {
        double right = 0, answered = 0, area = 0, before = 0;
        for (var r = 0; r < ranking.Samples.Length; r++)
        {
            if (right != before && ranking.OpenGroups[r])
            {
                area += (right - before) * right / answered;
                before = right;
            }
            var weight = weights is null ? 1 : weights[ranking.Samples[r]];
            answered += weight;
            if (ranking.ArePositive[r]) right += weight;
        }
        if (answered > 0) area += (right - before) * right / answered;
        return right == 0 ? double.NaN : area / right;
    }
}
