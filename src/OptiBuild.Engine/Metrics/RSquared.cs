namespace OptiBuild.Engine.Metrics;

/// <summary>Coefficient of determination: 1 − Σ (y − l)² / Σ (l − l̄)², over all values of the first output of all samples as one list.</summary>
/// <remarks>
///   l   label,   l̄   mean of all labels
/// Wright: Correlation and causation, Journal of Agricultural Research 20, 1921. As scikit-learn's r2_score of one output: labels that do not
/// vary give 1 for a model without error and 0 for another one. Of a sample: { Σ (y − l)², n, mean of l, Σ (l − mean)² }; spreads of samples
/// are put together without differences of large sums: Chan, Golub, LeVeque, The American Statistician 37, 1983, (2.1).
/// An output that is no finite number makes the figure −∞.
/// </remarks>
static class RSquared
{
    /// <exception cref="OptiBuildException">OB3017: as many numbers as values are needed.</exception>
    public static double[] Score(Answer answer)
    {
        var numbers = LabelNumbers.Of(answer);
        var mean = numbers.Count == 0 ? 0 : numbers.Average();
        return [RootMeanSquareError.Score(answer)[0], numbers.Count, mean, numbers.Sum(n => (n - mean) * (n - mean))];
    }

    public static Figure Combine(IReadOnlyList<double[]> scores) => chosen => Of(scores, chosen);

    static double Of(IReadOnlyList<double[]> scores, IReadOnlyList<int>? chosen)
    {
        var count = chosen?.Count ?? scores.Count;
        double error = 0, values = 0, mean = 0, spread = 0;
        for (var i = 0; i < count; i++)
        {
            if (scores[chosen?[i] ?? i] is not [var e, var n and > 0, var m, var s]) continue;
            var (distance, together) = (m - mean, values + n);
            error += e;
            spread += s + distance * distance * values * n / together;
            mean += distance * n / together;
            values = together;
        }
        if (spread == 0) return error == 0 ? 1 : 0;
        return 1 - error / spread;
    }
}
