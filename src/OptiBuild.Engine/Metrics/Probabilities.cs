using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Metrics;

/// <summary>Scores of classes as a distribution: as they are where none is negative and they add up to 1, else their softmax exp(s_c) / Σ exp(s).</summary>
static class Probabilities
{
    /// <summary>Sums of rounded probabilities miss 1 by less.</summary>
    const double NearOne = 1e-3;

    public static double[] Of(ReadOnlySpan<float> scores)
    {
        var p = new double[scores.Length];
        if (AreGiven(scores))
        {
            for (var i = 0; i < p.Length; i++) p[i] = scores[i];
            return p;
        }
        double largest = scores[Math.Max(0, ArgMax.Of(scores))], sum = 0;
        for (var i = 0; i < p.Length; i++) sum += p[i] = Math.Exp(scores[i] - largest);
        for (var i = 0; i < p.Length; i++) p[i] /= sum;
        return p;
    }

    public static bool AreGiven(ReadOnlySpan<float> scores)
    {
        var sum = 0.0;
        foreach (var score in scores)
        {
            if (score < 0) return false;
            sum += score;
        }
        return Math.Abs(sum - 1) <= NearOne;
    }
}
