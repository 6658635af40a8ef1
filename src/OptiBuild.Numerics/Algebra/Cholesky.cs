using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Cholesky factor of a symmetric positive definite matrix, in place, in double.</summary>
/// <remarks>
///   A    [n, n] row by row; only its upper triangle is read and written
///   U    upper, A = UᵀU
/// Golub, Van Loan: Matrix Computations, 4th ed., section 4.2.6, block outer product form. Cost n³/6 multiplications.
/// </remarks>
public static class Cholesky
{
    /// <summary>Rows factored together: their part of a panel fits the first level cache.</summary>
    const int Block = 64;

    /// <summary>Replaces the upper triangle of A by U.</summary>
    /// <returns>Whether A is positive definite; where not, its content is lost.</returns>
    public static bool Factor(Span<double> a, int n)
    {
        Shape.Require(a.Length == n * n);
        var panels = new Panels<double>(Math.Min(Block, n), n);
        for (var first = 0; first < n; first += Block)
        {
            var (size, next) = (Math.Min(Block, n - first), first + Block);
            if (!FactorRows(a, n, first, size)) return false;
            if (next >= n) break;
            panels.Pack(a[(first * n + next)..], n, size, n - next);
            Tiles.Upper(panels, new Difference<double>(a[(next * n + next)..], n, n - next, n - next));
        }
        return true;
    }

    /// <summary>Rows first … first + size − 1 of U, after the rows above them were taken out.</summary>
    static bool FactorRows(Span<double> a, int n, int first, int size)
    {
        for (var row = first; row < first + size; row++)
        {
            var pivot = a[row * n + row];
            // A comparison that NaN fails.
            if (!(pivot > 0) || !double.IsFinite(pivot)) return false;
            var of = a.Slice(row * n + row, n - row);
            TensorPrimitives.Divide(of, Math.Sqrt(pivot), of);
            for (var below = row + 1; below < first + size; below++)
            {
                var rest = a.Slice(below * n + below, n - below);
                TensorPrimitives.MultiplyAdd(of[(below - row)..], -of[below - row], rest, rest);
            }
        }
        return true;
    }
}
