namespace OptiBuild.Numerics.Ranges;

/// <summary>The range with the least squared error: clips rare large values where finer steps for all others gain more.</summary>
/// <remarks>
///   min over a, b of E[(x − x')²], range [a, b] with Min ≤ a ≤ 0 ≤ b ≤ Max
/// by <see cref="PredictedError"/>, with the zero point rounded.
/// The error is nearly convex in log a and log b, with ripples from that rounding. So: the full grid of factors 2^(−k/2) of both ends
/// down to 2^−10, then steps of 2^(±1/4) … 2^(±1/64) around the best, two to each side. An end that is 0 stays 0.
/// Cost: 441 + 5·25 evaluations for two-sided data, 21 + 5·5 for one-sided.
/// </remarks>
public static class MeanSquare
{
    const int Halvings = 10;

    public static RangeEstimate Find(Histogram histogram, int qmin, int qmax)
    {
        var search = new Search(new(histogram), Math.Min(histogram.Min, 0), Math.Max(histogram.Max, 0), qmin, qmax);
        foreach (var low in Exponents(histogram.Min < 0, 2 * Halvings))
            foreach (var high in Exponents(histogram.Max > 0, 2 * Halvings))
                search.Try(-low / 2.0, -high / 2.0);
        for (var step = 1 / 4.0; step >= 1 / 64.0; step /= 2)
            search.Around(step);
        return search.Best;
    }

    static IEnumerable<int> Exponents(bool varies, int last) => Enumerable.Range(0, varies ? last + 1 : 1);

    sealed class Search(PredictedError error, float min, float max, int qmin, int qmax)
    {
        double leastError = double.PositiveInfinity;
        (double Low, double High) centre;

        public RangeEstimate Best { get; private set; }

        /// <param name="low">Binary logarithm of the share of the lower end that is kept, at most 0.</param>
        /// <param name="high">The same of the upper end.</param>
        public void Try(double low, double high)
        {
            if (low > 0 || high > 0) return;
            var (a, b) = ((float)(min * double.Exp2(low)), (float)(max * double.Exp2(high)));
            var affine = Affine.Asymmetric(a, b, qmin, qmax);
            var total = error.Total(affine);
            // Only what is better by more than rounding noise may replace the wider range that came first.
            if (total >= leastError * (1 - 1e-9)) return;
            (leastError, centre, Best) = (total, (low, high), new(a, b, error.SqnrDb(affine)));
        }

        public void Around(double step)
        {
            var (low, high) = centre;
            for (var i = min < 0 ? -2 : 0; i <= (min < 0 ? 2 : 0); i++)
                for (var k = max > 0 ? -2 : 0; k <= (max > 0 ? 2 : 0); k++)
                    Try(low + i * step, high + k * step);
        }
    }
}
