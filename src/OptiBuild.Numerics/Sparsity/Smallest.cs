namespace OptiBuild.Numerics.Sparsity;

/// <summary>Finds the smallest of some scores.</summary>
static class Smallest
{
    /// <summary>Marks exactly so many; of equal ones the earlier. NaN counts as large.</summary>
    public static void Mark(ReadOnlySpan<float> scores, int count, Span<bool> marks)
    {
        Shape.Require(count >= 0 && count <= scores.Length && marks.Length == scores.Length);
        marks.Clear();
        if (count == 0) return;
        var sorted = new float[scores.Length];
        for (var i = 0; i < sorted.Length; i++) sorted[i] = Comparable(scores[i]);
        Array.Sort(sorted);
        var threshold = sorted[count - 1];
        var ties = count - Below(sorted, threshold);
        for (var i = 0; i < scores.Length; i++)
        {
            var score = Comparable(scores[i]);
            marks[i] = score < threshold || (score == threshold && ties-- > 0);
        }
    }

    static float Comparable(float score) => float.IsNaN(score) ? float.PositiveInfinity : score;

    static int Below(float[] sorted, float threshold)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < threshold) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
