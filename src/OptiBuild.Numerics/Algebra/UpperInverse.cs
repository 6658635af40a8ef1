using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Inverse of an upper triangular matrix, in place, in double.</summary>
/// <remarks>
///   U, V = U⁻¹    [n, n] row by row, upper
///   U_bb V_b = I − Σ_{k > b} U_bk V_k for blocks b of rows, from the last to the first: block b of U is read for the last time when block b of V takes its place.
/// Cost n³/6 multiplications; memory 3 · 64 · n besides the matrix.
/// </remarks>
public static class UpperInverse
{
    const int Block = 64;

    /// <param name="u">Replaced by its inverse; what lies below the diagonal is set to 0. No pivot may be 0.</param>
    public static void Replace(Span<double> u, int n)
    {
        Shape.Require(u.Length == n * n);
        for (var row = 1; row < n; row++) u.Slice(row * n, row).Clear();
        var buffers = new Buffers(n);
        for (var first = (n - 1) / Block * Block; first >= 0 && n > 0; first -= Block)
        {
            var size = Math.Min(Block, n - first);
            if (first + size < n) buffers.Multiply(u, first);
            buffers.Solve(u, first, size);
        }
    }

    sealed class Buffers(int n)
    {
        readonly Panels<double> left = new(n, Math.Min(Block, n)), right = new(n, Math.Min(Block, n));
        readonly double[] turned = new double[n * Math.Min(Block, n)], sums = new double[n * Math.Min(Block, n)];
        readonly double[] factors = new double[Block];

        /// <summary>−Σ_{k > b} U_bk V_k, in place of U_bk.</summary>
        public void Multiply(Span<double> u, int first)
        {
            var next = first + Block;
            Turn(u, first);
            sums.AsSpan().Clear();
            // V_kj is 0 below the diagonal: the sum for a block of columns ends where the block does.
            for (var column = next; column < n; column += Block)
            {
                var (width, depth) = (Math.Min(Block, n - column), Math.Min(column + Block, n) - next);
                left.Pack(turned, Block, depth, Block);
                right.Pack(u[(next * n + column)..], n, depth, width);
                Tiles.Product(left, right, new Difference<double>(sums.AsSpan(column), n, Block, width));
            }
            for (var row = 0; row < Block; row++) sums.AsSpan(row * n + next, n - next).CopyTo(u[((first + row) * n + next)..]);
        }

        void Turn(ReadOnlySpan<double> u, int first)
        {
            for (var row = 0; row < Block; row++)
                for (var column = first + Block; column < n; column++)
                    turned[(column - first - Block) * Block + row] = u[(first + row) * n + column];
        }

        /// <summary>Back substitution within the diagonal block.</summary>
        public void Solve(Span<double> u, int first, int size)
        {
            for (var row = first + size - 1; row >= first; row--)
            {
                var own = u.Slice(row * n, n);
                var pivot = own[row];
                var inside = own[(row + 1)..(first + size)];
                inside.CopyTo(factors);
                inside.Clear();
                own[row] = 1;
                for (var k = row + 1; k < first + size; k++)
                    TensorPrimitives.MultiplyAdd(u.Slice(k * n + k, n - k), -factors[k - row - 1], own[k..], own[k..]);
                TensorPrimitives.Divide(own[row..], pivot, own[row..]);
            }
        }
    }
}
