namespace OptiBuild.Numerics.Sparsity;

/// <summary>Pruning by weight and activation: of each output channel the weights with the smallest |w_j| · ‖x_j‖ become 0, the others stay as they are.</summary>
/// <remarks>Sun, Liu, Bair, Kolter, arXiv:2306.11695, section 3. ‖x_j‖ is the root of H_jj. Of equal scores the earlier goes first.</remarks>
public static class Wanda
{
    /// <param name="w">Changed in place.</param>
    public static void Prune(LayerRows w, InputMoments moments, ZeroPattern pattern)
    {
        Shape.Require(w.Columns == moments.Columns && w.Groups == moments.Groups);
        var norms = Norms(moments);
        var scores = new float[w.Columns];
        for (var o = 0; o < w.Outputs; o++)
        {
            var row = w.Row(o);
            var of = norms.AsSpan(o / w.Rows * w.Columns, w.Columns);
            for (var j = 0; j < scores.Length; j++) scores[j] = Math.Abs(row[j]) * of[j];
            if (pattern is KeepOf keep) foreach (var group in keep.Groups(w.Columns)) Zero(row, scores, group, keep.Zeros(group.Length));
            else Zero(row, scores, [.. Enumerable.Range(0, w.Columns)], Share(((ZeroCount)pattern).Zeros, o, w.Outputs));
        }
    }

    /// <summary>The counts of all rows add up to the count of the layer.</summary>
    static int Share(long zeros, int row, int rows) => (int)((row + 1) * zeros / rows - row * zeros / rows);

    static float[] Norms(InputMoments moments)
    {
        var norms = new float[moments.Groups * moments.Columns];
        foreach (var block in moments.Blocks)
            for (var j = 0; j < block.Columns; j++) norms[block.First + j] = (float)Math.Sqrt(Math.Max(0, block.Matrix[j * block.Columns + j]));
        return norms;
    }

    static void Zero(Span<float> row, float[] scores, int[] among, int count)
    {
        var marks = new bool[among.Length];
        Smallest.Mark([.. among.Select(j => scores[j])], count, marks);
        for (var i = 0; i < among.Length; i++)
            if (marks[i]) row[among[i]] = 0;
    }
}
