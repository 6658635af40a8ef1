namespace OptiBuild.Numerics.Statistics;

/// <summary>How many samples it takes to prove that a loss stays inside a budget.</summary>
/// <remarks>
///   m    budget, share of the samples      π    discordance: share of answers that change, p_b + p_c, evenly broken and repaired
/// Zero changed answers prove the budget when (1 − m)^n ≤ 1 − confidence, less the share that <see cref="PairedTest"/> spends. Otherwise
/// the power of the asymptotic test, Nam: Establishing equivalence of two treatments and sample size requirements in matched-pairs
/// design, Biometrics 53, 1997:
///   power = Φ((m − z·√(V₀/n)) / √(V₁/n)),      V₁ = π,  V₀ = 2q + m(1 − m)
/// where q is the most likely share of repaired answers at loss m, as in <see cref="PairedLikelihood"/>, when the truth is loss 0.
/// Approximate: within 0.03 of the exact power from five changed answers on, too low below that.
/// </remarks>
public static class SampleSize
{
    /// <summary>The fewest samples with which zero changed answers prove the budget.</summary>
    public static int ForNoChange(double budget, double confidence)
    {
        Require(budget, confidence);
        var level = (1 - confidence) * (1 - PairedTest.NuisanceShare);
        return ToCount(Math.Log(level) / Math.Log(1 - budget));
    }

    /// <summary>The fewest samples with which a change that loses nothing is accepted with the given probability.</summary>
    public static int ForPower(double budget, double discordance, double confidence, double power)
    {
        Require(budget, confidence);
        Shape.Require(discordance is >= 0 and <= 1);
        Shape.Require(power is > 0 and < 1);
        var root = Normal.Quantile(confidence) * Math.Sqrt(NullVariance(budget, discordance)) + Normal.Quantile(power) * Math.Sqrt(discordance);
        return Math.Max(ForNoChange(budget, confidence), ToCount(root * root / (budget * budget)));
    }

    /// <summary>Probability that a change that loses nothing is accepted.</summary>
    public static double Power(int samples, double budget, double discordance, double confidence)
    {
        Require(budget, confidence);
        Shape.Require(discordance is >= 0 and <= 1);
        if (samples < ForNoChange(budget, confidence)) return 0;
        var distance = budget * Math.Sqrt(samples) - Normal.Quantile(confidence) * Math.Sqrt(NullVariance(budget, discordance));
        return discordance == 0 ? 1 : Normal.Cdf(distance / Math.Sqrt(discordance));
    }

    static void Require(double budget, double confidence)
    {
        Shape.Require(budget is > 0 and < 1);
        Shape.Require(confidence is > 0.5 and < 1);
    }

    static double NullVariance(double budget, double discordance)
    {
        // A = 2, B and C of the most likely share with b = c = nπ/2, divided by n.
        var (linear, constant) = (2 * budget - discordance, -discordance / 2 * budget * (1 - budget));
        var q = (Math.Sqrt(linear * linear - 8 * constant) - linear) / 4;
        return 2 * q + budget * (1 - budget);
    }

    /// <summary>Rounds up; a tiny budget's count that no int holds becomes the largest int.</summary>
    static int ToCount(double n) => n >= int.MaxValue ? int.MaxValue : (int)Math.Ceiling(n - 1e-9);
}
