using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Mean squares of a layer's output and of its error, per sample and position.</summary>
/// <param name="Noise">[outputs] with the bias as it is.</param>
/// <param name="NoiseAroundMean">[outputs] with a bias that takes the mean error out.</param>
/// <param name="Signal">[outputs] of the output without its bias.</param>
public sealed record OutputError(double[] Noise, double[] NoiseAroundMean, double[] Signal)
{
    /// <summary>Over all outputs.</summary>
    public double SqnrDb => Metrics.Sqnr.Db(Signal.Sum(), Noise.Sum());

    /// <inheritdoc cref="SqnrDb"/>
    public double SqnrAroundMeanDb => Metrics.Sqnr.Db(Signal.Sum(), NoiseAroundMean.Sum());
}

/// <summary>What rounding the weights does to a layer's output, by the moments of what they are multiplied with.</summary>
/// <remarks>
///   Δ = W − W'    m = Σ x / n
///   noise    Δ_o H Δ_oᵀ / n        around its mean    Δ_o (H / n − m mᵀ) Δ_oᵀ        signal    W_o H W_oᵀ / n
/// Where the moments are kept in blocks, what lies between blocks counts as 0. In double. Cost columns² · outputs multiplications, twice.
/// </remarks>
public static class LayerError
{
    /// <param name="w">The weights before rounding: [1, outputs, inputs per group · kernel] as Conv has them, or [inputs, outputs, 1].</param>
    public static OutputError Of(ReadOnlySpan<float> w, QuantizedWeights rounded, LayerShape layer, Gram gram)
    {
        var shape = layer.Weights;
        Shape.Require(w.Length == shape.Length && rounded.Values.Length == w.Length && shape.PerChannel == gram.Columns && layer.Groups == gram.Groups);
        Shape.Require(gram.Count > 0);
        var errors = new float[w.Length];
        for (var i = 0; i < w.Length; i++)
            errors[i] = w[i] - rounded.Values[i] * rounded.Scales[rounded.Scales.Length == 1 ? 0 : i / shape.Inner % shape.Channels];
        var noise = new Moments(layer, gram, errors);
        return new(noise.MeanSquares, noise.Variances, new Moments(layer, gram, w).MeanSquares);
    }

    /// <summary>Of the outputs of one set of weights.</summary>
    sealed class Moments
    {
        readonly LayerShape layer;
        readonly int rows;

        public Moments(LayerShape layer, Gram gram, ReadOnlySpan<float> w)
        {
            (this.layer, rows) = (layer, layer.Weights.Channels / layer.Groups);
            var means = new double[layer.Weights.Channels];
            MeanSquares = new double[means.Length];
            foreach (var block in gram.Blocks) Add(block, gram, w, means);
            for (var o = 0; o < means.Length; o++) MeanSquares[o] /= gram.Count;
            // A variance below 0 is rounding.
            Variances = [.. MeanSquares.Zip(means, (square, mean) => Math.Max(0, square - mean * mean))];
        }

        public double[] MeanSquares { get; }
        public double[] Variances { get; }

        void Add(GramBlock block, Gram gram, ReadOnlySpan<float> w, double[] means)
        {
            var first = block.First / gram.Columns * rows;
            var columns = Columns(w, first, block.First % gram.Columns, block.Columns);
            var (left, right) = (new Panels<double>(block.Columns, block.Columns), new Panels<double>(block.Columns, rows));
            left.Pack(block.Matrix, block.Columns, block.Columns, block.Columns);
            right.Pack(columns, rows, block.Columns, rows);
            Tiles.Product(left, right, new Weighing(columns, MeanSquares.AsMemory(first, rows)));
            for (var j = 0; j < block.Columns; j++)
                TensorPrimitives.MultiplyAdd(columns.AsSpan(j * rows, rows), gram.Sums[block.First + j] / gram.Count, means.AsSpan(first, rows), means.AsSpan(first, rows));
        }

        /// <summary>[columns, rows] of one block.</summary>
        double[] Columns(ReadOnlySpan<float> w, int firstRow, int firstColumn, int count)
        {
            var columns = new double[count * rows];
            var channel = new float[layer.Weights.PerChannel];
            for (var r = 0; r < rows; r++)
            {
                layer.Weights.Gather(w, firstRow + r, channel);
                for (var j = 0; j < count; j++) columns[j * rows + r] = channel[firstColumn + j];
            }
            return columns;
        }
    }

    /// <summary>Σ_j Δ_jr (HΔ)_jr</summary>
    readonly struct Weighing(double[] weights, Memory<double> sums) : ITileSink<double>
    {
        public void Take(int row, int column, scoped ReadOnlySpan<double> tile)
        {
            var to = sums.Span;
            var (columns, rows) = (weights.Length / to.Length, to.Length);
            var width = Math.Min(Panels<double>.Width, rows - column);
            for (var end = Math.Min(row + Tiles.Height, columns); row < end; row++, tile = tile[Panels<double>.Width..])
                for (var r = 0; r < width; r++) to[column + r] += weights[row * rows + column + r] * tile[r];
        }
    }
}
