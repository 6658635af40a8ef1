namespace OptiBuild.Numerics.Weights;

/// <summary>One way to code a weight.</summary>
/// <param name="Rate">What it takes.</param>
/// <param name="Distortion">What it costs.</param>
public readonly record struct RatePoint(double Rate, double Distortion);

/// <summary>Shares out rate over parts whose distortions add up.</summary>
/// <remarks>
///   minimize Σ R_i(p_i) + μ Σ D_i(p_i)
/// Each part chooses for itself: Everett, Generalized Lagrange multiplier method, Operations Research 11, 1963. Only points on the lower convex hull of a part are
/// ever chosen. Shoham, Gersho, Efficient bit allocation for an arbitrary set of quantizers, IEEE Trans. ASSP 36, 1988.
/// </remarks>
public static class RateAllocation
{
    /// <returns>The chosen point of each part; of equal ones the first.</returns>
    public static int[] Choose(IReadOnlyList<IReadOnlyList<RatePoint>> parts, double price) =>
        [.. parts.Select(points => Enumerable.Range(0, points.Count).MinBy(p => points[p].Rate + price * points[p].Distortion))];

    /// <summary>The prices at which a choice changes, descending: from the least distortion to the least rate.</summary>
    public static IReadOnlyList<double> Prices(IReadOnlyList<IReadOnlyList<RatePoint>> parts) =>
        [.. parts.SelectMany(Breaks).Distinct().OrderDescending()];

    /// <summary>Slopes of the lower convex hull.</summary>
    static IEnumerable<double> Breaks(IReadOnlyList<RatePoint> points)
    {
        var at = points.MinBy(p => (p.Distortion, p.Rate));
        while (true)
        {
            var cheaper = points.Where(p => p.Rate < at.Rate).Select(p => (Point: p, Price: (at.Rate - p.Rate) / (p.Distortion - at.Distortion))).ToArray();
            if (cheaper.Length == 0) yield break;
            var (next, price) = cheaper.MaxBy(c => (c.Price, c.Point.Distortion));
            yield return price;
            at = next;
        }
    }
}
