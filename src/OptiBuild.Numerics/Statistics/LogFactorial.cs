namespace OptiBuild.Numerics.Statistics;

/// <summary>ln k! for k = 0..n, and the binomial probabilities that follow from it.</summary>
/// <remarks>
/// Stirling's series, https://dlmf.nist.gov/5.11.E1, with three correction terms from k = 16 on, where the next one is below 1e-11;
/// the logarithm of the product below.
/// </remarks>
sealed class LogFactorial
{
    const int Exact = 16;
    static readonly double HalfLogOf2Pi = Math.Log(2 * Math.PI) / 2;

    readonly double[] values;

    public LogFactorial(int n)
    {
        values = new double[n + 1];
        var product = 1.0;
        for (var k = 1; k <= n; k++)
        {
            product = k < Exact ? product * k : 1;
            values[k] = k < Exact ? Math.Log(product) : Stirling(k);
        }
    }

    public double this[int k] => values[k];

    static double Stirling(double k) =>
        (k + 0.5) * Math.Log(k) - k + HalfLogOf2Pi + (1 - (1 / 30.0 - 1 / (105 * k * k)) / (k * k)) / (12 * k);

    /// <summary>P(X = k) of n trials with success probability p, 0 &lt; p &lt; 1; 0 for impossible k.</summary>
    public double Binomial(int k, int n, double p) =>
        k < 0 || k > n ? 0 : Math.Exp(values[n] - values[k] - values[n - k] + k * Math.Log(p) + (n - k) * Math.Log(1 - p));

    /// <summary>P(X ≤ k): the smaller tail, its terms by their ratio from k outwards, where they only fall.</summary>
    public double BinomialCdf(int k, int n, double p)
    {
        if (k < 0) return 0;
        if (k >= n || p <= 0) return 1;
        if (p >= 1) return 0;
        // Of X trials failing instead, P(X > k) is the same kind of tail.
        return k < n * p ? LowerTail(k, n, p) : 1 - LowerTail(n - k - 1, n, 1 - p);
    }

    double LowerTail(int k, int n, double p)
    {
        var term = Binomial(k, n, p);
        var sum = term;
        for (var i = k; i > 0 && term > sum * 1e-17; i--)
        {
            term *= i / (n - i + 1.0) * ((1 - p) / p);
            sum += term;
        }
        return sum;
    }

    /// <summary>Clopper, Pearson, Biometrika 26, 1934: holds the success probability with at least 1 − miss, half of it on each side.</summary>
    public (double Low, double High) Interval(int k, int n, double miss)
    {
        var low = k == 0 ? 0 : 1 - Solve(p => BinomialCdf(n - k, n, p), miss / 2);
        return (low, k == n ? 1 : Solve(p => BinomialCdf(k, n, p), miss / 2));
    }

    /// <summary>The least p found at which a falling function of p is at most the level.</summary>
    static double Solve(Func<double, double> falling, double level)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            if (falling(middle) <= level) high = middle;
            else low = middle;
        }
        return high;
    }
}
