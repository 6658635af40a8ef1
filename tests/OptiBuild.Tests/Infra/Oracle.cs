namespace OptiBuild.Tests.Infra;

/// <summary>Definitions in double precision and plain loops, written apart from the product's code.</summary>
static class Oracle
{
    /// <summary>ONNX QuantizeLinear of one value that is a number.</summary>
    public static int Quantize(double x, double scale, int zeroPoint, int min, int max)
    {
        var level = Math.Floor(x / scale);
        var above = x / scale - level;
        if (above > 0.5 || (above == 0.5 && Math.IEEERemainder(level, 2) != 0)) level++;
        return level + zeroPoint <= min ? min : level + zeroPoint >= max ? max : (int)level + zeroPoint;
    }

    public static double Dequantize(int q, double scale, int zeroPoint) => (q - zeroPoint) * scale;

    public static double SquaredError(IReadOnlyList<float> x, double scale, int zeroPoint, int min, int max)
    {
        var sum = 0.0;
        foreach (double value in x)
        {
            var error = value - Dequantize(Quantize(value, scale, zeroPoint, min, max), scale, zeroPoint);
            sum += error * error;
        }
        return sum;
    }

    public static double SumOfSquares(IReadOnlyList<float> x) => x.Sum(value => (double)value * value);

    public static double Dot(IReadOnlyList<float> a, IReadOnlyList<float> b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    public static double SquaredDistance(IReadOnlyList<float> a, IReadOnlyList<float> b) =>
        a.Zip(b, (x, y) => ((double)x - y) * ((double)x - y)).Sum();

    /// <summary>P(X = k) for k = 0..last of a binomial variable, by the ratio of its terms.</summary>
    public static double[] Binomial(int n, double p, int last)
    {
        var probabilities = new double[last + 1];
        if (p is <= 0 or >= 1)
        {
            if (p <= 0) probabilities[0] = 1;
            else if (last >= n) probabilities[n] = 1;
            return probabilities;
        }
        var logOfTerm = n * Math.Log(1 - p);
        for (var k = 0; k <= Math.Min(n, last); k++)
        {
            probabilities[k] = Math.Exp(logOfTerm);
            logOfTerm += Math.Log((double)(n - k) / (k + 1)) + Math.Log(p / (1 - p));
        }
        return probabilities;
    }

    /// <summary>P(b ≤ boundary[c]) when each of n answers breaks with probability p_b and is repaired with p_c.</summary>
    /// <remarks>Any c beyond the boundary counts as not accepted.</remarks>
    public static double Accepted(int n, IReadOnlyList<int> boundary, double broken, double repaired)
    {
        var ofRepaired = Binomial(n, repaired, boundary.Count - 1);
        var sum = 0.0;
        for (var c = 0; c < boundary.Count; c++)
            if (boundary[c] >= 0 && ofRepaired[c] > 1e-14)
                sum += ofRepaired[c] * (boundary[c] >= n - c ? 1 : Binomial(n - c, broken / (1 - repaired), boundary[c]).Sum());
        return sum;
    }
}
