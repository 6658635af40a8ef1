namespace OptiBuild.Numerics.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Normal
{
    static readonly double DensityAtZero = 1 / Math.Sqrt(2 * Math.PI);

    public static double Density(double x) => DensityAtZero * Math.Exp(-x * x / 2);

    /// <summary>P(X ≤ x), absolute error below 1e-15.</summary>
    /// <remarks>
    /// ½ + φ(x) · (x + x³/3 + x⁵/15 + …), Marsaglia: Evaluating the normal distribution, Journal of Statistical Software 11(4), 2004.
    /// </remarks>
    public static double Cdf(double x)
    {
        // φ(8.3) < 1e-15
        if (x < -8.3) return 0;
        if (x > 8.3) return 1;
        var (sum, before, term) = (x, 0.0, x);
        for (var i = 3; sum != before; i += 2)
        {
            before = sum;
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * Density(x);
    }

    /// <summary>x with P(X ≤ x) = p, 0 &lt; p &lt; 1, relative error about 1e-16.</summary>
    /// <remarks>Wichura: Algorithm AS 241, PPND16, Applied Statistics 37(3), 1988.</remarks>
    public static double Quantile(double p)
    {
        Shape.Require(p is > 0 and < 1);
        var q = p - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - q * q;
            return q * Polynomial(CentralA, r) / Polynomial(CentralB, r);
        }
        var tail = Math.Sqrt(-Math.Log(q < 0 ? p : 1 - p));
        var x = tail <= 5
            ? Polynomial(MiddleC, tail - 1.6) / Polynomial(MiddleD, tail - 1.6)
            : Polynomial(FarE, tail - 5) / Polynomial(FarF, tail - 5);
        return q < 0 ? -x : x;
    }

    static double Polynomial(double[] coefficients, double x)
    {
        var value = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = value * x + coefficients[i];
        return value;
    }

    static readonly double[] CentralA =
    [
        3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3, 1.3731693765509461125e+4,
        4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3,
    ];
    static readonly double[] CentralB =
    [
        1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
        2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3,
    ];
    static readonly double[] MiddleC =
    [
        1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
        1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
    ];
    static readonly double[] MiddleD =
    [
        1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
    ];
    static readonly double[] FarE =
    [
        6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
    ];
    static readonly double[] FarF =
    [
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
    ];
}
