namespace OptiBuild.Engine.Metrics;

/// <summary>Area under the ROC curve: the chance that a sample of the class scores higher than one of another class, ties counting half.</summary>
/// <remarks>
///   Σ over groups g of equal scores, from high to low:  N_g · (P_above + P_g / 2)  /  (P · N)
///   P, N   samples of the class, and others
/// The Mann-Whitney statistic with midranks: Hanley, McNeil: The meaning and use of the area under a receiver operating characteristic curve,
/// Radiology 143, 1982. Several classes: each against the rest, mean over classes with samples of both sides (scikit-learn's roc_auc_score with
/// multi_class="ovr", average="macro"). NaN, which no gate passes, where no class has both.
/// </remarks>
static class RocAuc
{
    public static Figure Combine(IReadOnlyList<double[]> scores) => OneVsRest.Combine(Of)(scores);

    /// <param name="weights">How often each sample counts; null for once.</param>
    internal static double Of(Ranking ranking, int[]? weights)
    {
        double above = 0, area = 0, positive = 0, negative = 0, others = 0;
        for (var r = 0; r < ranking.Samples.Length; r++)
        {
            if (ranking.OpenGroups[r])
            {
                area += negative * (above + positive / 2);
                (above, others, positive, negative) = (above + positive, others + negative, 0, 0);
            }
            var weight = weights is null ? 1 : weights[ranking.Samples[r]];
            if (ranking.ArePositive[r]) positive += weight;
            else negative += weight;
        }
        area += negative * (above + positive / 2);
        (above, others) = (above + positive, others + negative);
        return above == 0 || others == 0 ? double.NaN : area / (above * others);
    }
}
