using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Takes columns out of a layer's weight one set after another, and tells before what that will cost.</summary>
/// <remarks>
///   G      H⁻¹ with H + damp · mean(diag H) · I, within the columns that are left
///   cost   Σ_rows w_S (G_SS)⁻¹ w_Sᵀ
///   W'     W − W_S (G_SS)⁻¹ G_S:        G'    G − G_:S (G_SS)⁻¹ G_S:
/// Block form of Hassibi, Stork: Second order derivatives for network pruning (1993); Frantar, Alistarh, arXiv:2208.11580, section 4. The weights that
/// are left are at every time the least-squares fit to the outputs that the layer had. Where H is not definite in spite of the damping it is its diagonal.
/// Cost of removing k columns: columns² · k + rows · columns · k multiplications.
/// </remarks>
public sealed class ColumnRemoval
{
    /// <summary>Share of the mean variance that counts as noise in moments of at least as many rows as columns.</summary>
    public const double Damp = 0.01;

    /// <summary>The same for any number of rows: fewer rows than columns fit whatever is asked of them, by chance.</summary>
    internal static double DampFor(int columns, long rows) => Damp * Math.Max(1, (double)columns / rows);

    readonly Part[] parts;

    /// <param name="w">[rows, columns]</param>
    public ColumnRemoval(ColumnMoments moments, ReadOnlySpan<float> w, int rows)
    {
        Shape.Require(w.Length == rows * moments.Columns);
        parts = new Part[moments.Blocks.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = new(moments.Blocks[i], w, (rows, moments.Columns), moments.Count);
    }

    /// <summary>What the mean squared error, summed over the outputs, grows by when these columns go.</summary>
    /// <param name="columns">Ascending; none that went before.</param>
    public double Cost(ReadOnlySpan<int> columns)
    {
        var sum = 0.0;
        foreach (var part in parts)
            if (part.Own(columns) is { Length: > 0 } own) sum += part.Cost(own);
        return sum;
    }

    /// <returns>What <see cref="Cost"/> says.</returns>
    public double Remove(ReadOnlySpan<int> columns)
    {
        var sum = 0.0;
        foreach (var part in parts)
            if (part.Own(columns) is { Length: > 0 } own) sum += part.Remove(own);
        return sum;
    }

    /// <summary>The weights as they are now; 0 in columns that went.</summary>
    /// <param name="w">[rows, columns]</param>
    public void CopyTo(Span<float> w)
    {
        foreach (var part in parts) part.CopyTo(w);
    }

    sealed class Part
    {
        readonly int first, n, rows, stride;
        readonly double[] inverse, weights;

        public Part(ColumnMoments.Block block, ReadOnlySpan<float> w, (int Rows, int Columns) size, long seen)
        {
            (first, n, rows, stride) = (block.First, block.Count, size.Rows, size.Columns);
            inverse = Inverse(block, DampFor(block.Count, seen));
            weights = new double[rows * n];
            for (var r = 0; r < rows; r++)
                for (var j = 0; j < n; j++) weights[r * n + j] = w[r * stride + first + j];
        }

        static double[] Inverse(ColumnMoments.Block block, double damp)
        {
            var (n, mean) = (block.Count, 0.0);
            for (var i = 0; i < n; i++) mean += block.Matrix[i * (n + 1)] / (double)n;
            var noise = mean > 0 ? damp * mean : 1;
            var h = new double[n * n];
            for (var i = 0; i < h.Length; i++) h[i] = block.Matrix[i];
            for (var i = 0; i < n; i++) h[i * (n + 1)] += noise;
            if (DefiniteInverse.Replace(h, n)) return h;
            Array.Clear(h);
            for (var i = 0; i < n; i++) h[i * (n + 1)] = 1 / (Math.Max(0, block.Matrix[i * (n + 1)]) + noise);
            return h;
        }

        /// <summary>Those of the columns that lie in this part, by their place in it.</summary>
        public int[] Own(ReadOnlySpan<int> columns)
        {
            var own = new List<int>();
            foreach (var column in columns)
                if (column >= first && column < first + n) own.Add(column - first);
            return [.. own];
        }

        public double Cost(int[] set)
        {
            if (set is [var only]) return SumOfSquares(only) / inverse[only * (n + 1)];
            var solved = Solved(set, out var own);
            return TensorPrimitives.Dot<double>(solved, own);
        }

        double SumOfSquares(int column)
        {
            var sum = 0.0;
            for (var r = 0; r < rows; r++) sum += weights[r * n + column] * weights[r * n + column];
            return sum;
        }

        /// <summary>[rows, set] W_S (G_SS)⁻¹, and W_S.</summary>
        double[] Solved(int[] set, out double[] own)
        {
            var (k, corner) = (set.Length, Corner(set));
            own = new double[rows * k];
            var solved = new double[rows * k];
            for (var r = 0; r < rows; r++)
                for (var i = 0; i < k; i++) own[r * k + i] = weights[r * n + set[i]];
            for (var r = 0; r < rows; r++)
            {
                var to = solved.AsSpan(r * k, k);
                for (var i = 0; i < k; i++) TensorPrimitives.MultiplyAdd(corner.AsSpan(i * k, k), own[r * k + i], to, to);
            }
            return solved;
        }

        /// <summary>[set, set] (G_SS)⁻¹</summary>
        double[] Corner(int[] set)
        {
            var k = set.Length;
            var corner = new double[k * k];
            for (var i = 0; i < k; i++)
                for (var j = 0; j < k; j++) corner[i * k + j] = inverse[set[i] * n + set[j]];
            if (DefiniteInverse.Replace(corner, k)) return corner;
            Array.Clear(corner);
            for (var i = 0; i < k; i++) corner[i * (k + 1)] = 1 / inverse[set[i] * (n + 1)];
            return corner;
        }

        public double Remove(int[] set)
        {
            var solved = Solved(set, out var own);
            var cost = TensorPrimitives.Dot<double>(solved, own);
            var (k, corner) = (set.Length, Corner(set));
            double[] across = new double[k * n], taken = new double[k * rows], factors = new double[k * n];
            for (var i = 0; i < k; i++) inverse.AsSpan(set[i] * n, n).CopyTo(across.AsSpan(i * n));
            for (var i = 0; i < k; i++)
                for (var r = 0; r < rows; r++) taken[i * rows + r] = own[r * k + i];
            TensorPrimitives.Negate(corner, corner);
            Subtract((corner, k), (across, n), factors, k);
            Subtract((taken, rows), (factors, n), weights, k);
            Subtract((across, n), (factors, n), inverse, k);
            Forget(set);
            return cost;
        }

        /// <summary>C − AᵀB</summary>
        static void Subtract((double[] Values, int Columns) a, (double[] Values, int Columns) b, double[] c, int depth)
        {
            var (left, right) = (new Panels<double>(depth, a.Columns), new Panels<double>(depth, b.Columns));
            left.Pack(a.Values, a.Columns, depth, a.Columns);
            right.Pack(b.Values, b.Columns, depth, b.Columns);
            Tiles.Product(left, right, new Difference<double>(c, b.Columns, a.Columns, b.Columns));
        }

        /// <summary>What rounding left of columns that went.</summary>
        void Forget(int[] set)
        {
            foreach (var column in set)
            {
                for (var r = 0; r < rows; r++) weights[r * n + column] = 0;
                inverse.AsSpan(column * n, n).Clear();
                for (var i = 0; i < n; i++) inverse[i * n + column] = 0;
                inverse[column * (n + 1)] = 1;
            }
        }

        public void CopyTo(Span<float> w)
        {
            for (var r = 0; r < rows; r++)
                for (var j = 0; j < n; j++) w[r * stride + first + j] = (float)weights[r * n + j];
        }
    }
}
