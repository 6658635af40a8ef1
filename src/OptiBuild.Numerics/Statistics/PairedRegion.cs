namespace OptiBuild.Numerics.Statistics;

/// <summary>All outcomes (b, c) of n whose likelihood limit is at most a given one, and how probable they are.</summary>
/// <remarks>
/// The region is kept as b ≤ boundary[c] with a boundary that never falls in c (Barnard's convexity): then its probability falls when
/// broken answers become likelier and rises with repaired ones, and over all true losses ≥ θ it is largest at θ itself.
/// With p_b, p_c the probabilities that an answer breaks, is repaired:
///   P = Σ_c Bin(c; n, p_c) · F(boundary[c]; n − c, p),      p = p_b / (1 − p_c)
/// From c to c + 1, F follows by F(k; m − 1) = F(k; m) + p · f(k; m − 1) and F(k + 1; m) = F(k; m) + f(k + 1; m), f the binomial terms.
/// </remarks>
sealed class PairedRegion
{
    /// <summary>Binomial mass this many deviations away is below 1e-15; the constant covers skewed, Poisson-like cases.</summary>
    const double Deviations = 9;
    const int Skew = 40;

    /// <summary>Roots that differ by rounding only are equal.</summary>
    const double Rounding = 1e-9;

    readonly int n;
    readonly LogFactorial factorials;
    readonly int[] boundary;

    public PairedRegion(double limit, double z, LogFactorial factorials, int n)
    {
        (this.n, this.factorials, boundary) = (n, factorials, new int[n + 1]);
        var b = -1;
        for (var c = 0; c <= n; c++)
        {
            while (b + 1 <= n - c && PairedLikelihood.SignedRoot(b + 1, c, n, limit) <= -z + Rounding) b++;
            boundary[c] = b = Math.Min(b, n - c);
        }
    }

    public bool Contains(int b, int c) => b <= boundary[c];

    /// <summary>Makes the region contain (b, c) whatever rounding said.</summary>
    public PairedRegion Including(int b, int c)
    {
        for (var i = c; i <= n - b && boundary[i] < b; i++) boundary[i] = b;
        return this;
    }

    /// <summary>The largest probability of the region at this loss over repaired shares p_c in an interval, the nuisance parameter.</summary>
    /// <remarks>
    /// In √p_c, outcomes scatter by ½/√n, so the probability cannot change faster: a grid of that step finds every hump, a golden
    /// section search its top.
    /// </remarks>
    public double Worst(double loss, (double Low, double High) repaired)
    {
        var (low, high) = (Math.Max(repaired.Low, -loss), Math.Min(repaired.High, (1 - loss) / 2));
        if (low > high) return 0;
        var (first, width) = (Math.Sqrt(low), Math.Sqrt(high) - Math.Sqrt(low));
        double At(double t) => Probability(Math.Pow(first + t * width, 2) + loss, Math.Pow(first + t * width, 2));
        var steps = 8 + (int)(2 * Math.Sqrt(n) * width);
        var grid = new double[steps + 1];
        for (var i = 0; i <= steps; i++) grid[i] = At((double)i / steps);
        var worst = grid.Max();
        for (var i = 0; i <= steps; i++)
            if (grid[i] >= grid[Math.Max(0, i - 1)] && grid[i] >= grid[Math.Min(steps, i + 1)] && grid[i] > 0.9 * worst)
                worst = Math.Max(worst, Top(At, Math.Max(0, i - 1.0) / steps, Math.Min(steps, i + 1.0) / steps));
        return worst;
    }

    static double Top(Func<double, double> f, double left, double right)
    {
        const double Golden = 0.6180339887498949;
        var (a, b) = (right - Golden * (right - left), left + Golden * (right - left));
        var (fa, fb) = (f(a), f(b));
        // Flat at the top: a thousandth of the interval leaves an error of about 1e-6 of the hump's height.
        for (var i = 0; i < 15; i++)
            if (fa >= fb) (right, b, fb, a) = (b, a, fa, b - Golden * (b - left));
            else (left, a, fa, b) = (a, b, fb, a + Golden * (right - a));
        return Math.Max(fa, fb);
    }

    /// <summary>P((b, c) in the region) for true shares p_b and p_c.</summary>
    public double Probability(double broken, double repaired)
    {
        var p = repaired < 1 ? Math.Clamp(broken / (1 - repaired), 0, 1) : 0;
        if (repaired <= 0) return factorials.BinomialCdf(boundary[0], n, p);
        var reach = Deviations * Math.Sqrt(n * repaired * (1 - repaired)) + Skew;
        var (from, to) = (Math.Max(0, (int)(n * repaired - reach)), Math.Min(n, (int)(n * repaired + reach)));
        var (k, f) = (boundary[from], factorials.BinomialCdf(boundary[from], n - from, p));
        var sum = 0.0;
        for (var c = from; c <= to; c++)
        {
            if (p is <= 0 or >= 1 || boundary[c] >= n - c) f = factorials.BinomialCdf(boundary[c], n - c, p);
            else
            {
                if (c > from && k >= 0) f += p * factorials.Binomial(k, n - c, p);
                for (; k < boundary[c]; k++) f += factorials.Binomial(k + 1, n - c, p);
            }
            k = boundary[c];
            sum += factorials.Binomial(c, n, repaired) * f;
        }
        return sum;
    }
}
