namespace OptiBuild.Engine.Metrics;

/// <summary>What samples scored, one small array each.</summary>
public static class Scores
{
    /// <summary>Whether each sample is right or wrong as a whole: answers per position give shares of a sample, which cannot be counted as broken and repaired.</summary>
    public static bool AreHitsOrMisses(IReadOnlyList<double[]> scores) => scores.All(s => s is [0 or 1]);

    /// <summary>Mean of the scores, or of those chosen by index; 0 of none.</summary>
    internal static Figure Mean(IReadOnlyList<double[]> scores) => chosen => Mean(scores, chosen);

    /// <summary>Σ part / Σ whole of scores { part, whole }: 0 where there is nothing, infinite where there is no whole to a part.</summary>
    internal static Figure Ratio(IReadOnlyList<double[]> scores) => chosen =>
    {
        var (part, whole) = Sums(scores, chosen);
        return part == 0 && whole == 0 ? 0 : part / whole;
    };

    internal static (double First, double Second) Sums(IReadOnlyList<double[]> scores, IReadOnlyList<int>? chosen)
    {
        var count = chosen?.Count ?? scores.Count;
        double first = 0, second = 0;
        for (var i = 0; i < count; i++)
        {
            var score = scores[chosen?[i] ?? i];
            first += score[0];
            second += score[1];
        }
        return (first, second);
    }

    static double Mean(IReadOnlyList<double[]> scores, IReadOnlyList<int>? chosen)
    {
        var count = chosen?.Count ?? scores.Count;
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += scores[chosen?[i] ?? i][0];
        return count == 0 ? 0 : sum / count;
    }
}
