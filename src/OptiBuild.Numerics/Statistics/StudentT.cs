namespace OptiBuild.Numerics.Statistics;

/// <summary>Student's distribution of a mean whose variance is estimated with ν degrees of freedom.</summary>
public static class StudentT
{
    /// <summary>The quantile, relative error below 0.5 % for ν ≥ 3 and confidences up to 0.99; exact for ν = 1 and 2.</summary>
    /// <remarks>
    /// Hill: Algorithm 396, Student's t-quantiles, Communications of the ACM 13, 1970, is more exact and longer. Here
    /// Abramowitz, Stegun: Handbook of Mathematical Functions, 26.7.5, four terms in 1/ν, between ν = 3 and infinity, closed forms at 1 and 2, and straight lines in 1/ν between these.
    /// </remarks>
    /// <param name="probability">0.5..1</param>
    /// <param name="freedom">ν ≥ 1</param>
    public static double Quantile(double probability, double freedom)
    {
        Shape.Require(probability is >= 0.5 and < 1);
        Shape.Require(freedom >= 1);
        return freedom switch
        {
            < 2 => Between(1 / freedom, 1, AtOne(probability), 1.0 / 2, AtTwo(probability)),
            < 3 => Between(1 / freedom, 1.0 / 2, AtTwo(probability), 1.0 / 3, Series(probability, 3)),
            _   => Series(probability, freedom),
        };
    }

    /// <summary>How much wider an interval is for not knowing the variance: t / z.</summary>
    public static double Widening(double confidence, double freedom) => Quantile(confidence, freedom) / Normal.Quantile(confidence);

    static double AtOne(double p) => Math.Tan(Math.PI * (p - 0.5));

    static double AtTwo(double p) => (2 * p - 1) * Math.Sqrt(2 / (4 * p * (1 - p)));

    static double Series(double p, double v)
    {
        var z = Normal.Quantile(p);
        var square = z * z;
        var first = (square + 1) / 4;
        var second = ((5 * square + 16) * square + 3) / 96;
        var third = (((3 * square + 19) * square + 17) * square - 15) / 384;
        var fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
        return z * (1 + (first + (second + (third + fourth / v) / v) / v) / v);
    }

    static double Between(double x, double x0, double y0, double x1, double y1) => y0 + (x - x0) / (x1 - x0) * (y1 - y0);
}
