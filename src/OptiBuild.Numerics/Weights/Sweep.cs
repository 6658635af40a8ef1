using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Decides what becomes of a column's values: reads <see cref="Sweep.Values"/>, writes whole numbers to <see cref="Sweep.Levels"/>.</summary>
delegate void ColumnRule(Sweep sweep, int column);

/// <summary>One pass over the columns of the weights of one group: a rule fixes each, and the columns still to come take back what that costs.</summary>
/// <remarks>
///   V    [columns, rows] weights in units of their row's scale, one row per output channel; overwritten
///   e_j = (v_j − q_j) / U_jj        v_k ← v_k − U_jk e_j   for k > j
/// Frantar et al., arXiv:2210.17323, Algorithm 1. Columns beyond a block of 128 are brought up to date at its end, all at once. In float, like the
/// weights. Cost columns² · rows / 2 multiplications.
/// </remarks>
sealed class Sweep
{
    public const int Block = 128;

    readonly float[] values, levels, errors;
    readonly IReadOnlyList<InverseFactor> factors;
    readonly int[] firsts;
    readonly Panels<float> left, right;

    /// <param name="factors">One after the other they cover all columns; nothing is passed on from one to the next.</param>
    public Sweep(IReadOnlyList<InverseFactor> factors, int rows)
    {
        (this.factors, Rows) = (factors, rows);
        var (columns, most) = (factors.Sum(f => f.Columns), factors.Max(f => f.Columns));
        (values, levels) = (new float[columns * rows], new float[columns * rows]);
        firsts = new int[factors.Count];
        for (var f = 1; f < firsts.Length; f++) firsts[f] = firsts[f - 1] + factors[f - 1].Columns;
        errors = new float[Math.Min(Block, most) * rows];
        (left, right) = (new(Math.Min(Block, most), most), new(Math.Min(Block, most), rows));
        Losses = new double[rows];
    }

    public int Rows { get; }

    /// <summary>U_jj² over the mean of diag H: an error of a step in the column costs its square over this.</summary>
    public float Pivot(int column)
    {
        var factor = Array.FindLastIndex(firsts, f => f <= column);
        var (j, n) = (column - firsts[factor], factors[factor].Columns);
        return (float)(factors[factor].Upper[j * n + j] * (double)factors[factor].Upper[j * n + j] / factors[factor].Mean);
    }

    /// <summary>[rows] of each output channel what its rounding costs in units of its squared scale, up to a factor.</summary>
    public double[] Losses { get; }

    /// <summary>[rows] up to date within the present block of 128, as they were at its start beyond it.</summary>
    public Span<float> Values(int column) => values.AsSpan(column * Rows, Rows);

    /// <summary>[rows] whole numbers; final for columns that are done.</summary>
    public Span<float> Levels(int column) => levels.AsSpan(column * Rows, Rows);

    public void Run(ColumnRule rule)
    {
        Losses.AsSpan().Clear();
        var first = 0;
        foreach (var factor in factors)
        {
            for (var from = 0; from < factor.Columns; from += Block) RunBlock(rule, factor, first, from);
            first += factor.Columns;
        }
    }

    void RunBlock(ColumnRule rule, InverseFactor factor, int first, int from)
    {
        var (n, to) = (factor.Columns, Math.Min(from + Block, factor.Columns));
        for (var j = from; j < to; j++)
        {
            rule(this, first + j);
            var error = errors.AsSpan((j - from) * Rows, Rows);
            TensorPrimitives.Subtract(Values(first + j), Levels(first + j), error);
            TensorPrimitives.Divide(error, factor.Upper[j * n + j], error);
            for (var r = 0; r < error.Length; r++) Losses[r] += (double)error[r] * error[r];
            for (var k = j + 1; k < to; k++)
                TensorPrimitives.MultiplyAdd(error, -factor.Upper[j * n + k], Values(first + k), Values(first + k));
        }
        if (to == n) return;
        left.Pack(factor.Upper[(from * n + to)..], n, to - from, n - to);
        right.Pack(errors, Rows, to - from, Rows);
        Tiles.Product(left, right, new Difference<float>(values.AsSpan((first + to) * Rows), Rows, n - to, Rows));
    }
}
