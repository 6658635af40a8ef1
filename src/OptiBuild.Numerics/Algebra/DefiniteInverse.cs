namespace OptiBuild.Numerics.Algebra;

/// <summary>The inverse of a symmetric positive definite matrix, in double.</summary>
/// <remarks>
///   A = UᵀU    A⁻¹ = U⁻¹ U⁻ᵀ
/// Golub, Van Loan: Matrix Computations, 4th ed., section 4.2. Cost n³ multiplications, two thirds of them by zeros: tiles are still faster than skipping.
/// </remarks>
public static class DefiniteInverse
{
    /// <summary>Rows of the product's inner dimension taken at a time, so that panels stay in the cache.</summary>
    const int Depth = 128;

    /// <param name="a">[n, n]; only its upper triangle is read. Replaced by the whole inverse.</param>
    /// <returns>Whether A is positive definite; where not, its content is lost.</returns>
    public static bool Replace(Span<double> a, int n)
    {
        if (!Cholesky.Factor(a, n)) return false;
        UpperInverse.Replace(a, n);
        var turned = new double[n * n];
        for (var i = 0; i < n; i++)
            for (var j = i; j < n; j++) turned[j * n + i] = -a[i * n + j];
        a.Clear();
        var (left, right) = (new Panels<double>(Math.Min(Depth, n), n), new Panels<double>(Math.Min(Depth, n), n));
        for (var first = 0; first < n; first += Depth)
        {
            // Columns first … of U⁻¹ have no entries below row first + depth.
            var (depth, reach) = (Math.Min(Depth, n - first), Math.Min(n, first + Depth));
            left.Pack(turned.AsSpan(first * n), n, depth, reach);
            for (var i = 0; i < depth * n; i++) turned[first * n + i] = -turned[first * n + i];
            right.Pack(turned.AsSpan(first * n), n, depth, reach);
            Tiles.Product(left, right, new Difference<double>(a, n, reach, reach));
        }
        return true;
    }
}
