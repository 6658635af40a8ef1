namespace OptiBuild.Numerics.Statistics;

/// <summary>Exact one-sided confidence bound for what a change costs in accuracy, both versions judged on the same samples.</summary>
/// <remarks>
///   loss = p_b − p_c, estimated by (b − c) / n
///   b, c   answers broken (right before, wrong after) and repaired, of n
/// Buehler's construction (JASA 52, 1957), the outcomes ordered by an approximate limit, as in Lloyd, Moldovan: Exact one-sided confidence
/// limits for the difference between two correlated proportions, Statistics in Medicine 26, 2007; the test it inverts is
/// <see cref="PairedTest"/>. At any true loss and any share of changed answers the bound lies below the truth with probability at most
/// 1 − confidence: for every n, not in the limit only. With b = c = 0 it is 1 − (1 − confidence)^(1/n), a thousandth more.
/// </remarks>
public static class PairedProportions
{
    const double Accuracy = 1e-8;

    /// <param name="broken">b ≥ 0</param>
    /// <param name="repaired">c ≥ 0</param>
    /// <param name="samples">n ≥ b + c, n > 0</param>
    /// <param name="confidence">0.5..1, for example 0.95</param>
    /// <returns>The largest loss, as a share of the samples, that the outcome leaves plausible; −1..1.</returns>
    public static double UpperBound(int broken, int repaired, int samples, double confidence)
    {
        Shape.Require(broken >= 0 && repaired >= 0 && samples > 0 && broken + (long)repaired <= samples);
        Shape.Require(confidence is > 0.5 and < 1);
        if (broken == samples) return 1;
        var test = new PairedTest(broken, repaired, samples, confidence);
        var (kept, excluded) = Bracket(test, test.Limit - (double)(broken - repaired) / samples);
        while (excluded - kept > Accuracy)
        {
            var middle = kept + (excluded - kept) / 2;
            if (test.Excludes(middle)) excluded = middle;
            else kept = middle;
        }
        return excluded;
    }

    /// <summary>Whether the bound lies inside the budget: the same as to compare it, for a small part of its cost.</summary>
    /// <param name="outcome">Answers broken and repaired, and all of them.</param>
    /// <param name="budget">−1..1</param>
    public static bool Proves((int Broken, int Repaired, int Samples) outcome, double budget, double confidence)
    {
        Shape.Require(outcome.Broken >= 0 && outcome.Repaired >= 0 && outcome.Samples > 0 && outcome.Broken + (long)outcome.Repaired <= outcome.Samples);
        Shape.Require(confidence is > 0.5 and < 1);
        return outcome.Broken < outcome.Samples && outcome.Broken - outcome.Repaired < budget * outcome.Samples
            && new PairedTest(outcome.Broken, outcome.Repaired, outcome.Samples, confidence).Excludes(budget);
    }

    /// <summary>Steps away from the approximate limit, each four times the one before, until the bound is passed.</summary>
    static (double Kept, double Excluded) Bracket(PairedTest test, double width)
    {
        var (kept, excluded, step) = (test.Limit, test.Limit, width / 64);
        if (test.Excludes(kept))
            do (excluded, kept, step) = (kept, Math.Max(-1, kept - step), 4 * step);
            while (kept > -1 && test.Excludes(kept));
        else
            do (kept, excluded, step) = (excluded, Math.Min(1, excluded + step), 4 * step);
            while (excluded < 1 && !test.Excludes(excluded));
        return (kept, excluded);
    }
}
