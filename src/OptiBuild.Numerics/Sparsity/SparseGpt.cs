using OptiBuild.Numerics.Weights;

namespace OptiBuild.Numerics.Sparsity;

/// <summary>Pruning by what the layer's output loses: weights become 0 column by column, and those still to come take back the error.</summary>
/// <remarks>
///   loss of a weight    w_j² / U_jj²        U as in <see cref="InverseFactor"/>
/// Frantar, Alistarh, arXiv:2301.00774, Algorithm 1: which weights of a block of 128 columns go is decided when the sweep reaches it. How many go in each block
/// the same losses decide, taken over the whole layer before the sweep: groups and blocks differ. Cost as <see cref="Gptq"/>'s, once the factors are there.
/// </remarks>
public sealed class SparseGpt
{
    readonly InputMoments moments;
    readonly InverseFactor[][] factors;
    readonly float[][] losses;

    /// <summary>Factors the moments, which serves any number of prunings.</summary>
    public SparseGpt(InputMoments moments)
    {
        this.moments = moments;
        factors = [.. moments.Blocks.GroupBy(b => b.First / moments.Columns).Select(g => g.Select(InverseFactor.Of).ToArray())];
        losses = [.. Enumerable.Range(0, moments.Groups).Select(LossPerSquare)];
    }

    /// <param name="w">Changed in place.</param>
    public void Prune(LayerRows w, ZeroPattern pattern)
    {
        Shape.Require(w.Columns == moments.Columns && w.Groups == moments.Groups);
        var counts = pattern is ZeroCount count ? Counts(w, count.Zeros) : [];
        for (var g = 0; g < w.Groups; g++)
        {
            var sweep = new Sweep(factors[g], w.Rows);
            LoadTurned(w, g, sweep);
            var mask = new ColumnMask(losses[g], w.Rows);
            sweep.Run(pattern is KeepOf keep ? mask.Neighbours(keep) : mask.Blocks(factors[g], counts[g]));
            Store(sweep, w, g);
        }
    }

    /// <summary>[columns] loss of a weight over its square.</summary>
    float[] LossPerSquare(int group)
    {
        var all = new List<float>();
        foreach (var (factor, block) in factors[group].Zip(moments.OfGroup(group)))
        {
            // The factor is of moments over their mean.
            var (n, mean) = (factor.Columns, Enumerable.Range(0, block.Columns).Average(j => block.Matrix[j * block.Columns + j]));
            for (var j = 0; j < n; j++)
            {
                double pivot = factor.Upper[j * n + j];
                // What nothing ever reaches costs nothing.
                all.Add(block.Matrix[j * n + j] > 0 ? (float)(mean / (pivot * pivot)) : 0);
            }
        }
        return [.. all];
    }

    /// <summary>[groups][blocks] how many become 0.</summary>
    int[][] Counts(LayerRows w, long zeros)
    {
        var scores = new float[w.Values.Length];
        for (var o = 0; o < w.Outputs; o++)
        {
            var row = w.Row(o);
            var loss = losses[o / w.Rows];
            for (var j = 0; j < row.Length; j++) scores[o * row.Length + j] = row[j] * row[j] * loss[j];
        }
        var marks = new bool[scores.Length];
        Smallest.Mark(scores, (int)zeros, marks);
        return [.. factors.Select((f, g) => ColumnMask.Starts(f).Select(b => CountIn(marks.AsSpan(g * w.Rows * w.Columns, w.Rows * w.Columns), w.Columns, b)).ToArray())];
    }

    static int CountIn(ReadOnlySpan<bool> marks, int columns, (int First, int End) block)
    {
        var count = 0;
        for (var start = 0; start < marks.Length; start += columns) count += marks[(start + block.First)..(start + block.End)].Count(true);
        return count;
    }

    static void LoadTurned(LayerRows w, int group, Sweep sweep)
    {
        var turned = new float[w.Rows * w.Columns];
        w.Turn(group, turned);
        for (var j = 0; j < w.Columns; j++) turned.AsSpan(j * w.Rows, w.Rows).CopyTo(sweep.Values(j));
    }

    static void Store(Sweep sweep, LayerRows w, int group)
    {
        var turned = new float[w.Rows * w.Columns];
        for (var j = 0; j < w.Columns; j++) sweep.Levels(j).CopyTo(turned.AsSpan(j * w.Rows));
        w.TurnBack(group, turned);
    }
}
