using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Algebra;

/// <summary>The inverse of a symmetric positive definite matrix, in double.</summary>
/// <remarks>
///   A = UᵀU    A⁻¹ = U⁻¹ U⁻ᵀ
/// Golub, Van Loan: Matrix Computations, 4th ed., section 4.2. Cost n³/2 multiplications.
/// </remarks>
public static class DefiniteInverse
{
    /// <param name="a">[n, n]; only its upper triangle is read. Replaced by the whole inverse.</param>
    /// <returns>Whether A is positive definite; where not, its content is lost.</returns>
    public static bool Replace(Span<double> a, int n)
    {
        if (!Cholesky.Factor(a, n)) return false;
        UpperInverse.Replace(a, n);
        // Row i of the result needs the rows from i on, which are still those of U⁻¹.
        for (var i = 0; i < n; i++)
        {
            var own = a.Slice(i * n, n);
            for (var j = i; j < n; j++) own[j] = TensorPrimitives.Dot<double>(own[j..], a.Slice(j * n + j, n - j));
        }
        for (var i = 1; i < n; i++)
            for (var j = 0; j < i; j++) a[i * n + j] = a[j * n + i];
        return true;
    }
}
