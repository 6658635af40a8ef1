namespace OptiBuild.Engine.Metrics;

/// <summary>Samples from the highest score of one class to the lowest, sorted once for any number of resamples.</summary>
/// <param name="Samples">By rank.</param>
/// <param name="ArePositive">By rank: labelled with the class.</param>
/// <param name="OpenGroups">By rank: the score is another one than that of the rank before.</param>
sealed record Ranking(int Class, int[] Samples, bool[] ArePositive, bool[] OpenGroups)
{
    /// <param name="number">The class's number in labels.</param>
    /// <param name="place">And among the scores that are kept.</param>
    public static Ranking Of(IReadOnlyList<double[]> scores, int number, int place)
    {
        var width = scores.Count == 0 ? 1 : 1 + (int)scores[0][0];
        var total = scores.Sum(s => (s.Length - 1) / width);
        var (keys, entries) = (new double[total], new (int Sample, bool IsPositive)[total]);
        var next = 0;
        for (var i = 0; i < scores.Count; i++)
            for (var at = 1; at + width <= scores[i].Length; at += width, next++)
                (keys[next], entries[next]) = (-scores[i][at + 1 + place], (i, scores[i][at] == number));
        Array.Sort(keys, entries);
        return new(number, [.. entries.Select(e => e.Sample)], [.. entries.Select(e => e.IsPositive)], [.. keys.Select((k, i) => i == 0 || k != keys[i - 1])]);
    }
}
