namespace OptiBuild.Numerics.Sparsity;

/// <summary>Shares a number of zeros out to layers so that their costs add up to the least.</summary>
/// <remarks>
///   minimize Σ_l c_l(z_l)   with Σ_l z_l = zeros
/// On the lower convex hulls of the curves, where taking the cheapest step per weight again and again is exact: a Lagrangian relaxation of the knapsack
/// of Frantar, Alistarh, arXiv:2203.05808, section 3, whose last step is taken in part.
/// </remarks>
public static class LevelBudget
{
    const int Steps = 200;

    /// <returns>Zeros of each layer; together round(share · weights), halves to even.</returns>
    public static long[] Zeros(IReadOnlyList<LevelCurve> layers, double share)
    {
        Shape.Require(share is >= 0 and <= 1);
        var left = (long)Math.Round(share * layers.Sum(l => l.Weights), MidpointRounding.ToEven);
        var zeros = new long[layers.Count];
        foreach (var step in layers.SelectMany(Hull).OrderBy(s => s.Price).ThenBy(s => s.Layer).ThenBy(s => s.Order))
        {
            var taken = Math.Min(left, step.Weights);
            zeros[step.Layer] += taken;
            left -= taken;
        }
        return zeros;
    }

    /// <param name="Price">Cost of a further zero.</param>
    /// <param name="Order">Within the layer.</param>
    readonly record struct Step(double Price, int Layer, int Order, long Weights);

    /// <summary>Steps along the lower convex hull of a curve, of which the prices rise.</summary>
    static IEnumerable<Step> Hull(LevelCurve curve, int layer)
    {
        var hull = new List<(long Zeros, double Cost)>();
        for (var i = 0; i <= Steps; i++)
        {
            var zeros = (long)Math.Round((double)curve.Weights * i / Steps, MidpointRounding.ToEven);
            var point = (Zeros: zeros, Cost: curve.At((double)zeros / Math.Max(1, curve.Weights)));
            if (hull.Count > 0 && hull[^1].Zeros == zeros) continue;
            while (hull.Count > 1 && Price(hull[^2], point) <= Price(hull[^2], hull[^1])) hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }
        return hull.Zip(hull.Skip(1)).Select((p, i) => new Step(Price(p.First, p.Second), layer, i, p.Second.Zeros - p.First.Zeros));
    }

    static double Price((long Zeros, double Cost) from, (long Zeros, double Cost) to) => (to.Cost - from.Cost) / (to.Zeros - from.Zeros);
}
