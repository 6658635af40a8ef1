using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Second moments of what a layer's columns are multiplied with, around the mean, for removing columns.</summary>
/// <remarks>
///   H    (Σ x xᵀ − n m mᵀ) / n within blocks of columns, where a bias can take up the mean m; else Σ x xᵀ / n
/// Kept in float: two thousand columns then take 16 MB.
/// </remarks>
public sealed class ColumnMoments
{
    readonly Block[] blocks;

    /// <summary>Columns first … first + count − 1.</summary>
    /// <param name="Matrix">[count, count]</param>
    internal sealed record Block(int First, int Count, float[] Matrix);

    ColumnMoments(Block[] blocks, double[] means, long count) => (this.blocks, Means, Count) = (blocks, means, count);

    /// <summary>Rows seen.</summary>
    public long Count { get; }

    internal IReadOnlyList<Block> Blocks => blocks;

    public int Columns => blocks[^1].First + blocks[^1].Count;

    /// <summary>[columns] what the bias takes up for each column; zeros where there is no bias.</summary>
    public double[] Means { get; }

    /// <param name="gram">Of one group.</param>
    /// <param name="mean">Whether a bias can take up the mean.</param>
    public static ColumnMoments Of(Gram gram, MeanIs mean)
    {
        Shape.Require(gram is { Groups: 1, Count: > 0 });
        var n = (double)gram.Count;
        var means = new double[gram.Columns];
        if (mean == MeanIs.TakenUp)
            for (var i = 0; i < means.Length; i++) means[i] = gram.Sums[i] / n;
        return new([.. gram.Blocks.Select(b => Centered(b, means, n))], means, gram.Count);
    }

    static Block Centered(GramBlock block, double[] means, double n)
    {
        var matrix = new float[block.Columns * block.Columns];
        for (var i = 0; i < block.Columns; i++)
            for (var j = 0; j < block.Columns; j++)
                matrix[i * block.Columns + j] = (float)(block.Matrix[i * block.Columns + j] / n - means[block.First + i] * means[block.First + j]);
        return new(block.First, block.Columns, matrix);
    }

    /// <summary>Variance of a column; 0 for one that is always the same.</summary>
    public double Variance(int column)
    {
        var block = blocks.First(b => column < b.First + b.Count);
        return Math.Max(0, block.Matrix[(column - block.First) * (block.Count + 1)]);
    }

    /// <summary>Σ over outputs of the mean square of what the layer gives.</summary>
    /// <param name="w">[rows, columns]</param>
    public double Signal(ReadOnlySpan<float> w, int rows)
    {
        var sum = 0.0;
        foreach (var block in blocks)
            for (var r = 0; r < rows; r++)
            {
                var row = w.Slice(r * Columns + block.First, block.Count);
                for (var i = 0; i < block.Count; i++)
                    if (row[i] != 0) sum += row[i] * (double)System.Numerics.Tensors.TensorPrimitives.Dot(block.Matrix.AsSpan(i * block.Count, block.Count), row);
            }
        return Math.Max(0, sum);
    }
}

/// <summary>What becomes of the mean of a column that goes.</summary>
public enum MeanIs { TakenUp, Lost }
