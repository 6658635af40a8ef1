namespace OptiBuild.Numerics.Statistics;

/// <summary>Exact unconditional test of hypothetical losses against one outcome: b answers broken and c repaired, of n.</summary>
/// <remarks>
/// Berger, Boos: P values maximized over a confidence set for the nuisance parameter, JASA 89, 1994: the probability of a limit as
/// low as the observed one is maximized over a Clopper–Pearson interval for p_c only, and the interval's own chance to miss is added.
/// Without that, values of p_c far from anything observed would decide for small n.
/// </remarks>
sealed class PairedTest
{
    /// <summary>What part of the permitted error is spent on ruling out implausible values of p_c.</summary>
    public const double NuisanceShare = 0.002;

    readonly PairedRegion region;
    readonly (double Low, double High) plausible;
    readonly double level;

    public PairedTest(int b, int c, int n, double confidence)
    {
        var z = Normal.Quantile(confidence);
        Limit = PairedLikelihood.UpperLimit(b, c, n, z);
        var factorials = new LogFactorial(n);
        region = new PairedRegion(Limit, z, factorials, n).Including(b, c);
        plausible = factorials.Interval(c, n, (1 - confidence) * NuisanceShare);
        level = (1 - confidence) * (1 - NuisanceShare);
    }

    /// <summary>The limit of <see cref="PairedLikelihood"/>, which orders the outcomes; the exact one is near.</summary>
    public double Limit { get; }

    /// <summary>Whether the outcome would be too good to be true if the loss were this one. Once true, true for all larger losses.</summary>
    public bool Excludes(double loss) => region.Worst(loss, plausible) <= level;
}
