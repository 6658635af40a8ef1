using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Rounds the weights of a product to four bits, in blocks with a scale each.</summary>
/// <remarks>
///   w ≈ s_b · q, q = −7..7: symmetric, so that zeros stay zeros and no zero points are stored; s_b by <see cref="ScaleSearch"/>
///   By second moments: the columns are rounded one after the other (<see cref="Sweep"/>), and a block's scale is found when its first column is
///   reached, for the weights as the errors before them have left them. Frantar et al., arXiv:2210.17323, section 4, "grouping".
/// </remarks>
public static class BlockRounding
{
    public const int QMax = 7;

    /// <summary>Every weight to the nearest level.</summary>
    /// <param name="w">[inputs, outputs] finite weights.</param>
    public static BlockWeights Nearest(ReadOnlySpan<float> w, int inputs, int block)
    {
        Shape.Require(inputs > 0 && block > 0 && w.Length % inputs == 0);
        var result = Empty(w.Length, inputs, block);
        var importance = Enumerable.Repeat(1f, inputs).ToArray();
        for (var o = 0; o < result.Outputs; o++)
            for (var b = 0; b < result.Blocks; b++)
            {
                var (first, end) = (b * block, Math.Min(inputs, (b + 1) * block));
                var weights = new float[end - first];
                for (var j = first; j < end; j++) weights[j - first] = w[j * result.Outputs + o];
                var affine = Find(weights, importance.AsSpan(first, end - first));
                result.Scales[o * result.Blocks + b] = affine.Scale;
                for (var j = first; j < end; j++) result.Values[j * result.Outputs + o] = (sbyte)affine.Quantize(weights[j - first]);
            }
        return result;
    }

    /// <summary>With the least squared error of what the product gives.</summary>
    /// <param name="w">[inputs, outputs] finite weights.</param>
    /// <param name="gram">Second moments of what the weights are multiplied with: one group of so many columns as there are inputs.</param>
    public static BlockWeights ByMoments(ReadOnlySpan<float> w, Gram gram, int block)
    {
        Shape.Require(gram.Groups == 1 && w.Length % gram.Columns == 0 && block > 0);
        var result = Empty(w.Length, gram.Columns, block);
        InverseFactor[] factors = [.. gram.Blocks.Select(InverseFactor.Of)];
        var sweep = new Sweep(factors, result.Outputs);
        for (var j = 0; j < gram.Columns; j++) w.Slice(j * result.Outputs, result.Outputs).CopyTo(sweep.Values(j));
        sweep.Run(new Blocks(result, [.. factors.SelectMany(f => f.Importance)]).Fix);
        return result;
    }

    static BlockWeights Empty(int weights, int inputs, int block) => new(block, inputs, new sbyte[weights], new float[weights / inputs * ((inputs + block - 1) / block)]);

    /// <remarks>A block of zeros alone gets the scale 1: any would do.</remarks>
    static Affine Find(float[] weights, ReadOnlySpan<float> importance) => weights.AsSpan().ContainsAnyExcept(0f)
        ? ScaleSearch.Find(new(weights, importance.ToArray(), Pairs: null), QMax, leastScale: 0)
        : Affine.Symmetric(QMax, QMax);

    /// <summary>The rule of the sweep: levels are real numbers here, since scales change along a row.</summary>
    sealed class Blocks(BlockWeights result, float[] importance)
    {
        readonly Affine[] affine = new Affine[result.Outputs];

        public void Fix(Sweep sweep, int column)
        {
            if (column % result.Block == 0) Begin(sweep, column);
            var values = sweep.Values(column);
            var levels = sweep.Levels(column);
            for (var o = 0; o < values.Length; o++)
            {
                var q = affine[o].Quantize(values[o]);
                result.Values[column * result.Outputs + o] = (sbyte)q;
                levels[o] = q * affine[o].Scale;
            }
        }

        void Begin(Sweep sweep, int first)
        {
            var end = Math.Min(result.Inputs, first + result.Block);
            var weights = new float[end - first];
            for (var o = 0; o < result.Outputs; o++)
            {
                for (var j = first; j < end; j++) weights[j - first] = sweep.Values(j)[o];
                affine[o] = Find(weights, importance.AsSpan(first, end - first));
                result.Scales[o * result.Blocks + first / result.Block] = affine[o].Scale;
            }
        }
    }
}
