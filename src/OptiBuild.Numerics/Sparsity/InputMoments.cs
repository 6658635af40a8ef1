using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Whether a bias can take out the mean of what pruning changes.</summary>
public enum MeanError { Counts, GoesToBias }

/// <summary>Second moments of what a layer's weights are multiplied with, per row.</summary>
/// <remarks>
///   H = Σ x xᵀ / n       or, where a bias b' = b + (W − W') m takes out the mean m = Σ x / n,       H = Σ x xᵀ / n − m mᵀ
/// The second is the first with a column of ones of which the weight is the bias, eliminated.
/// </remarks>
/// <param name="Columns">Of one group.</param>
/// <param name="Means">[groups · columns] m</param>
public sealed record InputMoments(int Groups, int Columns, IReadOnlyList<GramBlock> Blocks, double[] Means)
{
    public static InputMoments Of(Gram gram, MeanError mean)
    {
        var n = Math.Max(1, gram.Count);
        double[] means = [.. gram.Sums.ToArray().Select(s => s / n)];
        return new(gram.Groups, gram.Columns, [.. gram.Blocks.Select(b => PerRow(b, n, mean == MeanError.GoesToBias ? means : null))], means);
    }

    /// <summary>Every weight counts alike.</summary>
    public static InputMoments Alike(int groups, int columns)
    {
        var ones = Enumerable.Range(0, groups * columns).Select(j => new GramBlock(j, 1, [1])).ToArray();
        return new(groups, columns, ones, new double[groups * columns]);
    }

    static GramBlock PerRow(GramBlock block, long n, double[]? means)
    {
        var size = block.Columns;
        var matrix = new double[size * size];
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
            {
                var moment = block.Matrix[i * size + j] / n;
                matrix[i * size + j] = means is null ? moment : moment - means[block.First + i] * means[block.First + j];
            }
        return block with { Matrix = matrix };
    }

    /// <summary>Those of one group, in the order of its columns.</summary>
    public IEnumerable<GramBlock> OfGroup(int group) => Blocks.Where(b => b.First / Columns == group);

    /// <summary>[outputs] what a bias has to take up: (W − W') m.</summary>
    public double[] Shift(LayerRows before, LayerRows after)
    {
        Shape.Require(before.Values.Length == after.Values.Length && before.Columns == Columns && before.Groups == Groups);
        var shift = new double[before.Outputs];
        for (var o = 0; o < shift.Length; o++)
        {
            var w = before.Row(o);
            var by = after.Row(o);
            var means = Means.AsSpan(o / before.Rows * Columns, Columns);
            for (var j = 0; j < w.Length; j++) shift[o] += ((double)w[j] - by[j]) * means[j];
        }
        return shift;
    }
}
