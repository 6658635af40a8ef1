namespace OptiBuild.Numerics.Metrics;

/// <summary>Whether the label is among the k largest scores.</summary>
/// <remarks>
/// Russakovsky et al., arXiv:1409.0575, 4.1 (top-5 error). Of equal scores the lower index ranks higher, so that exactly k labels hit and
/// k = 1 agrees with <see cref="ArgMax"/>. NaN ranks below every number.
/// </remarks>
public static class TopK
{
    /// <param name="scores">[classes]</param>
    /// <param name="label">0..classes − 1</param>
    public static bool Hit(ReadOnlySpan<float> scores, int label, int k)
    {
        Shape.Require(label >= 0 && label < scores.Length);
        if (float.IsNaN(scores[label])) return false;
        var above = 0;
        for (var i = 0; i < scores.Length; i++)
            if (scores[i] > scores[label] || (scores[i] == scores[label] && i < label)) above++;
        return above < k;
    }
}
