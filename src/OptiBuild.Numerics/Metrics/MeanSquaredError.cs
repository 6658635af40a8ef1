using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Metrics;

/// <summary>Σ (expected_i − actual_i)² / n, sums in double; 0 of nothing.</summary>
/// <remarks>Hastie, Tibshirani, Friedman: The Elements of Statistical Learning, 2.4 (squared error loss).</remarks>
public static class MeanSquaredError
{
    public static double Of(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        expected.IsEmpty && actual.IsEmpty ? 0 : Dot.SquaredDistance(expected, actual) / expected.Length;
}
