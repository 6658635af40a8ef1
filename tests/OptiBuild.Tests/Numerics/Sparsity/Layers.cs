using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Sparsity;

namespace OptiBuild.Tests.Numerics.Sparsity;

/// <summary>Small layers with correlated inputs, and what their outputs lose, in double.</summary>
static class Layers
{
    /// <summary>Rows of which neighbours are correlated: x_j = 0.8 x_{j−1} + 0.6 noise, then ReLU.</summary>
    public static float[] Activations(int rows, int columns, ulong seed)
    {
        var x = Samples.Gaussian(rows * columns, 1, seed);
        for (var i = 0; i < x.Length; i++)
            if (i % columns > 0) x[i] = 0.8f * x[i - 1] + 0.6f * x[i];
        return Samples.Relu(x);
    }

    public static InputMoments Moments(float[] x, int groups, int columns, MeanError mean = MeanError.Counts)
    {
        var gram = new Gram(groups, columns);
        gram.Add(x);
        return InputMoments.Of(gram, mean);
    }

    public static LayerRows Weights(int outputs, int columns, ulong seed, int groups = 1) => new(Samples.Gaussian(outputs * columns, 1, seed), outputs, groups);

    /// <summary>Σ ((W − W') x)² of one group.</summary>
    public static double Loss(LayerRows before, LayerRows after, float[] x)
    {
        var sum = 0.0;
        for (var o = 0; o < before.Outputs; o++)
            for (var r = 0; r < x.Length / before.Columns; r++)
            {
                var error = 0.0;
                for (var j = 0; j < before.Columns; j++) error += ((double)before.Row(o)[j] - after.Row(o)[j]) * x[r * before.Columns + j];
                sum += error * error;
            }
        return sum;
    }

    /// <summary>H + 0.01 · mean(diag H) · I</summary>
    public static double[] Damped(double[] h, int n)
    {
        var damp = 0.01 * Enumerable.Range(0, n).Average(i => h[i * n + i]);
        return [.. h.Select((v, at) => at / n == at % n ? v + damp : v)];
    }

    public static int Zeros(LayerRows w) => w.Values.Count(v => v == 0);

    /// <summary>Solution of a x = b by elimination; a is positive definite.</summary>
    public static double[] Solve(double[] a, double[] b)
    {
        var (n, left, right) = (b.Length, a.ToArray(), b.ToArray());
        for (var p = 0; p < n; p++)
            for (var i = 0; i < n; i++)
            {
                if (i == p) continue;
                var factor = left[i * n + p] / left[p * n + p];
                for (var j = p; j < n; j++) left[i * n + j] -= factor * left[p * n + j];
                right[i] -= factor * right[p];
            }
        return [.. right.Select((v, i) => v / left[i * n + i])];
    }
}
