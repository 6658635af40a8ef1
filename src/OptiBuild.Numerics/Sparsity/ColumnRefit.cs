using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Columns of a weight go, the others become the least-squares fit to the outputs as they were.</summary>
/// <remarks>
///   W'_P = W_P + W_S H_SP (H_PP)⁻¹    W'_S = 0        S the columns that go, P the others, H with the damping of <see cref="ColumnRemoval"/>
/// One Cholesky factor for all rows. The same weights as removing the columns one after another by <see cref="ColumnRemoval"/>, at a third of the work.
/// Where H is not definite in spite of the damping the others stay as they are.
/// </remarks>
public static class ColumnRefit
{
    /// <param name="w">[rows, columns]; changed in place.</param>
    /// <param name="gone">[columns]</param>
    public static void Fit(ColumnMoments moments, Span<float> w, int rows, ReadOnlySpan<bool> gone)
    {
        Shape.Require(w.Length == rows * moments.Columns && gone.Length == moments.Columns);
        foreach (var block in moments.Blocks) new Part(block, (rows, moments.Columns), gone).Fit(w, ColumnRemoval.DampFor(block.Count, moments.Count));
    }

    sealed class Part
    {
        readonly ColumnMoments.Block block;
        readonly int rows, stride;
        readonly int[] kept, gone;

        public Part(ColumnMoments.Block block, (int Rows, int Columns) size, ReadOnlySpan<bool> isGone)
        {
            (this.block, rows, stride) = (block, size.Rows, size.Columns);
            List<int> kept = [], gone = [];
            for (var j = 0; j < block.Count; j++) (isGone[block.First + j] ? gone : kept).Add(j);
            (this.kept, this.gone) = ([.. kept], [.. gone]);
        }

        public void Fit(Span<float> w, double damp)
        {
            if (gone.Length == 0) return;
            if (kept.Length > 0 && InverseFactor(damp) is { } v)
            {
                // D V Vᵀ, the rows of W turned into columns because tiles multiply by the transpose.
                var n = kept.Length;
                var missing = Product((Moments(), n), (Taken(w), rows), gone.Length);
                var half = Product((v, n), (missing, rows), n);
                var whole = Product((Turned(v, n), n), (half, rows), n);
                for (var r = 0; r < rows; r++)
                    for (var j = 0; j < n; j++) w[r * stride + block.First + kept[j]] += (float)whole[j * rows + r];
            }
            for (var r = 0; r < rows; r++)
                foreach (var j in gone) w[r * stride + block.First + j] = 0;
        }

        /// <summary>[kept, kept] V with V Vᵀ = (H_PP)⁻¹; null where H is not definite.</summary>
        double[]? InverseFactor(double damp)
        {
            var (n, mean) = (kept.Length, 0.0);
            for (var i = 0; i < block.Count; i++) mean += block.Matrix[i * (block.Count + 1)] / (double)block.Count;
            var h = new double[n * n];
            for (var i = 0; i < n; i++)
            {
                for (var j = i; j < n; j++) h[i * n + j] = block.Matrix[kept[i] * block.Count + kept[j]];
                h[i * (n + 1)] += mean > 0 ? damp * mean : 1;
            }
            if (!Cholesky.Factor(h, n)) return null;
            UpperInverse.Replace(h, n);
            return h;
        }

        /// <summary>[gone, kept] H_SP</summary>
        double[] Moments()
        {
            var h = new double[gone.Length * kept.Length];
            for (var i = 0; i < gone.Length; i++)
                for (var j = 0; j < kept.Length; j++) h[i * kept.Length + j] = block.Matrix[gone[i] * block.Count + kept[j]];
            return h;
        }

        /// <summary>[gone, rows] W_Sᵀ</summary>
        double[] Taken(ReadOnlySpan<float> w)
        {
            var taken = new double[gone.Length * rows];
            for (var i = 0; i < gone.Length; i++)
                for (var r = 0; r < rows; r++) taken[i * rows + r] = w[r * stride + block.First + gone[i]];
            return taken;
        }

        static double[] Turned(double[] a, int n)
        {
            var turned = new double[n * n];
            for (var i = 0; i < n; i++)
                for (var j = 0; j < n; j++) turned[j * n + i] = a[i * n + j];
            return turned;
        }

        /// <summary>AᵀB</summary>
        static double[] Product((double[] Values, int Columns) a, (double[] Values, int Columns) b, int depth)
        {
            var (left, right, c) = (new Panels<double>(depth, a.Columns), new Panels<double>(depth, b.Columns), new double[a.Columns * b.Columns]);
            left.Pack(a.Values, a.Columns, depth, a.Columns);
            right.Pack(b.Values, b.Columns, depth, b.Columns);
            Tiles.Product(left, right, new Difference<double>(c, b.Columns, a.Columns, b.Columns));
            TensorPrimitives.Negate(c, c);
            return c;
        }
    }
}
