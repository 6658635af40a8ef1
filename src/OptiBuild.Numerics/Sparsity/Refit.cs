using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Least-squares refit: the weights that remain take over what the others gave.</summary>
/// <remarks>
///   minimize (w − w')ᵀ H' (w − w') over the weights of w' that are not 0, for each output channel      H' = H + damp · mean(diag H) · I
/// H' ties weights to what they were, by as much as rounding does (<see cref="Weights.Gptq"/>). By conjugate gradients with the diagonal as preconditioner
/// (Golub, Van Loan: Matrix Computations, 4th ed., section 11.5), all rows of a group at once: one product of H' with a matrix a step, where a factor for each row
/// would cost kept³ / 6. So no row is too long. In float.
/// </remarks>
public static class Refit
{
    const double Damp = 0.01;

    /// <summary>Of what is left of the squared gradient, in the preconditioner's norm: the loss then is within a millionth of its least.</summary>
    const float Done = 1e-7f;

    /// <param name="before">The weights of which the layer's output is to be kept.</param>
    /// <param name="w">Zeros stay; the others are where the search starts, and what it found.</param>
    /// <param name="steps">At most; as many as there are columns find the minimum.</param>
    public static void Run(LayerRows before, LayerRows w, InputMoments moments, int steps)
    {
        Shape.Require(before.Values.Length == w.Values.Length && w.Columns == moments.Columns && w.Groups == moments.Groups);
        var (target, start) = (new float[w.Rows * w.Columns], new float[w.Rows * w.Columns]);
        for (var g = 0; g < w.Groups; g++)
        {
            before.Turn(g, target);
            w.Turn(g, start);
            foreach (var block in moments.OfGroup(g))
            {
                var (first, length) = (block.First % w.Columns * w.Rows, block.Columns * w.Rows);
                new Search(block, w.Rows).Run(target.AsSpan(first, length), start.AsSpan(first, length), Math.Min(steps, 2 * block.Columns));
            }
            w.TurnBack(g, start);
        }
    }

    /// <summary>Matrices [columns, rows].</summary>
    sealed class Search
    {
        readonly int columns, rows;
        readonly float[] diagonal, h, residual, direction, product, scratch;
        readonly Panels<float> left, right;
        readonly float[] size;
        float[] now, next;

        public Search(GramBlock block, int rows)
        {
            (columns, this.rows) = (block.Columns, rows);
            h = new float[columns * columns];
            diagonal = new float[columns];
            var mean = Enumerable.Range(0, columns).Average(j => block.Matrix[j * columns + j]);
            for (var i = 0; i < h.Length; i++) h[i] = mean > 0 ? (float)(block.Matrix[i] / mean) : 0;
            for (var j = 0; j < columns; j++) diagonal[j] = h[j * columns + j] += (float)(h[j * columns + j] > 0 ? Damp : 1);
            (residual, direction, product, scratch) = (new float[columns * rows], new float[columns * rows], new float[columns * rows], new float[rows]);
            (now, next, size) = (new float[rows], new float[rows], new float[rows]);
            (left, right) = (new(columns, columns), new(columns, rows));
            left.Pack(h, columns, columns, columns);
        }

        public void Run(ReadOnlySpan<float> target, Span<float> w, int steps)
        {
            TensorPrimitives.Subtract(w, target, direction);
            Multiply();
            product.CopyTo(residual, 0);
            Mask(w, residual);
            Precondition(now);
            direction.AsSpan().Clear();
            Advance(size);
            var end = Done * now.Sum();
            for (var step = 0; step < steps && now.Sum() > end; step++)
            {
                Multiply();
                Mask(w, product);
                Walk(w);
                Precondition(next);
                for (var r = 0; r < rows; r++) size[r] = now[r] > 0 ? next[r] / now[r] : 0;
                Advance(size);
                (now, next) = (next, now);
            }
        }

        /// <summary>product = −H' · direction</summary>
        void Multiply()
        {
            product.AsSpan().Clear();
            right.Pack(direction, rows, columns, rows);
            Tiles.Product(left, right, new Difference<float>(product, rows, columns, rows));
        }

        static void Mask(ReadOnlySpan<float> w, Span<float> values)
        {
            for (var i = 0; i < w.Length; i++)
                if (w[i] == 0) values[i] = 0;
        }

        /// <summary>To the least loss along each row's direction.</summary>
        void Walk(Span<float> w)
        {
            size.AsSpan().Clear();
            for (var j = 0; j < columns; j++) TensorPrimitives.MultiplyAdd(At(direction, j), At(product, j), size, size);
            for (var r = 0; r < rows; r++) size[r] = size[r] < 0 ? -now[r] / size[r] : 0;
            for (var j = 0; j < columns; j++)
            {
                Move(w.Slice(j * rows, rows), At(direction, j));
                TensorPrimitives.MultiplyAdd(At(product, j), size, At(residual, j), At(residual, j));
            }
        }

        /// <summary>A weight that comes to lie at 0 exactly would count as pruned from then on.</summary>
        void Move(Span<float> w, ReadOnlySpan<float> along)
        {
            TensorPrimitives.MultiplyAdd(along, size, w, w);
            for (var r = 0; r < w.Length; r++)
                if (w[r] == 0 && along[r] != 0) w[r] = float.Epsilon;
        }

        /// <summary>Σ r² / diagonal</summary>
        void Precondition(float[] sums)
        {
            sums.AsSpan().Clear();
            for (var j = 0; j < columns; j++)
            {
                TensorPrimitives.Divide(At(residual, j), diagonal[j], scratch);
                TensorPrimitives.MultiplyAdd(At(residual, j), scratch, sums, sums);
            }
        }

        /// <summary>direction = residual / diagonal + by · direction</summary>
        void Advance(float[] by)
        {
            for (var j = 0; j < columns; j++)
            {
                TensorPrimitives.Multiply(At(direction, j), by, At(direction, j));
                TensorPrimitives.Divide(At(residual, j), diagonal[j], scratch);
                TensorPrimitives.Add(At(direction, j), scratch, At(direction, j));
            }
        }

        Span<float> At(float[] matrix, int column) => matrix.AsSpan(column * rows, rows);
    }
}
