namespace OptiBuild.Numerics.Weights;

/// <summary>Fixes the values of a column in a <see cref="Sweep"/> so that all pairs are safe: <see cref="PairSafety"/>.</summary>
/// <remarks>
/// A value whose partner is fixed already gets the nearest level that the partner leaves. A value v_j that would be unsafe with a partner v_p still to
/// come gives up a share β of the excess e = |v_j| + |v_p| − 128 beforehand. What v_j gives up (δ) moves v_p by −δ U_jp / U_jj and costs δ²/U_jj²; what v_p
/// then has to give up costs its square over Σ_{j &lt; k ≤ p} U_kp², with the columns between free to follow:
///   β = a U_jj² / (a² U_jj² + Σ_{j &lt; k ≤ p} U_kp²)        a = 1 + U_jp / U_jj        limited to 0..1
/// </remarks>
sealed class SafeColumns
{
    readonly PairOrder order;
    readonly Affine affine;
    readonly int qmax;
    readonly float[] wanted;
    readonly (InverseFactor Factor, int First)[] factorOf;

    public SafeColumns(Rounding rounding, IReadOnlyList<InverseFactor> factors, int rows)
    {
        (order, qmax) = (rounding.Pairs, rounding.QMax);
        affine = new Affine(1, 0, -qmax, qmax);
        wanted = new float[rows];
        var first = 0;
        var owners = new List<(InverseFactor, int)>();
        foreach (var factor in factors)
        {
            owners.AddRange(Enumerable.Repeat((factor, first), factor.Columns));
            first += factor.Columns;
        }
        factorOf = [.. owners];
    }

    public void Fix(Sweep sweep, int column)
    {
        sweep.Values(column).CopyTo(wanted);
        var partner = order.PartnerOf(column);
        if (partner > column) LookAhead(sweep, column, partner);
        affine.RoundTrip(wanted, sweep.Levels(column));
        if (partner >= 0 && partner < column) Limit(sweep.Levels(column), sweep.Levels(partner));
    }

    void LookAhead(Sweep sweep, int column, int partner)
    {
        var own = sweep.Values(column);
        var other = sweep.Values(partner);
        var share = float.NaN;
        for (var r = 0; r < own.Length; r++)
        {
            if (Math.Abs(own[r] + other[r]) < PairSafety.Most - 1.001f || own[r] * other[r] <= 0) continue;
            var (x, y) = (affine.Quantize(own[r]), affine.Quantize(other[r]));
            if (PairSafety.IsSafe(x, y)) continue;
            if (float.IsNaN(share)) share = Share(column, partner);
            var excess = Math.Min(Math.Abs(own[r]), qmax) + Math.Min(Math.Abs(other[r]), qmax) - PairSafety.Most;
            var left = Math.Clamp(Math.Min(Math.Abs(own[r]), qmax) - share * Math.Max(0, excess), PairSafety.Most - qmax, qmax);
            if (left < Math.Abs(wanted[r])) wanted[r] = MathF.CopySign(left, own[r]);
        }
    }

    /// <summary>β</summary>
    float Share(int column, int partner)
    {
        var ((factor, first), (others, othersFirst)) = (factorOf[column], factorOf[partner]);
        var (n, m, j, p) = (factor.Columns, others.Columns, column - first, partner - othersFirst);
        double pivot = factor.Upper[j * n + j];
        var a = others == factor ? 1 + factor.Upper[j * n + p] / pivot : 1;
        var variance = 0.0;
        for (var k = others == factor ? j + 1 : 0; k <= p; k++) variance += (double)others.Upper[k * m + p] * others.Upper[k * m + p];
        return (float)Math.Clamp(a * pivot * pivot / (a * a * pivot * pivot + variance), 0, 1);
    }

    static void Limit(Span<float> levels, ReadOnlySpan<float> partners)
    {
        for (var r = 0; r < levels.Length; r++)
            if (Math.Abs(levels[r] + partners[r]) > PairSafety.Most)
                levels[r] = MathF.CopySign(PairSafety.Most - Math.Abs(partners[r]), levels[r]);
    }
}
