using OptiBuild.Numerics.Weights;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Fixes the columns of a <see cref="Sweep"/> at 0 where the mask says so, and at their value elsewhere.</summary>
/// <param name="losses">[columns] loss of a weight over its square.</param>
sealed class ColumnMask(float[] losses, int rows)
{
    readonly bool[] isZero = new bool[losses.Length * rows];

    /// <summary>The blocks of the sweep, as first column and the column after the last.</summary>
    public static IEnumerable<(int First, int End)> Starts(IReadOnlyList<InverseFactor> factors)
    {
        var first = 0;
        foreach (var factor in factors)
        {
            for (var from = 0; from < factor.Columns; from += Sweep.Block) yield return (first + from, first + Math.Min(factor.Columns, from + Sweep.Block));
            first += factor.Columns;
        }
    }

    /// <summary>Of each block the given number of weights with the smallest loss.</summary>
    public ColumnRule Blocks(IReadOnlyList<InverseFactor> factors, int[] counts)
    {
        var blocks = Starts(factors).Zip(counts).ToDictionary(b => b.First.First, b => (b.First.End, Count: b.Second));
        return (sweep, column) =>
        {
            if (blocks.TryGetValue(column, out var block)) Choose(sweep, (column, block.End), block.Count);
            Fix(sweep, column);
        };
    }

    /// <summary>Of each group of neighbours the ones with the smallest loss, as soon as the first of them is reached.</summary>
    public ColumnRule Neighbours(KeepOf keep)
    {
        var groups = keep.Groups(losses.Length).ToDictionary(g => g[0]);
        return (sweep, column) =>
        {
            if (groups.TryGetValue(column, out var group)) Choose(sweep, group, keep.Zeros(group.Length));
            Fix(sweep, column);
        };
    }

    void Choose(Sweep sweep, (int First, int End) block, int count)
    {
        var scores = new float[(block.End - block.First) * rows];
        for (var j = block.First; j < block.End; j++)
        {
            var values = sweep.Values(j);
            var of = scores.AsSpan((j - block.First) * rows, rows);
            for (var r = 0; r < rows; r++) of[r] = values[r] * values[r] * losses[j];
        }
        Smallest.Mark(scores, count, isZero.AsSpan(block.First * rows, scores.Length));
    }

    void Choose(Sweep sweep, int[] group, int count)
    {
        var scores = new float[group.Length];
        var marks = new bool[group.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < group.Length; i++) scores[i] = sweep.Values(group[i])[r] is var v ? v * v * losses[group[i]] : 0;
            Smallest.Mark(scores, count, marks);
            for (var i = 0; i < group.Length; i++) isZero[group[i] * rows + r] = marks[i];
        }
    }

    void Fix(Sweep sweep, int column)
    {
        var values = sweep.Values(column);
        var levels = sweep.Levels(column);
        var mask = isZero.AsSpan(column * rows, rows);
        for (var r = 0; r < rows; r++) levels[r] = mask[r] ? 0 : values[r];
    }
}
