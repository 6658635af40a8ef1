using System.Numerics.Tensors;
using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Some rows of what a layer's weights are multiplied with, kept to see what changing the weights does to the output.</summary>
/// <remarks>
///   Δ = W − W'    e = Δ x
///   noise    Σ_x e_o² / n        around its mean    noise − (Σ_x e_o / n)²        signal    Σ_x (W x)_o² / n
/// In float with sums over rows in double. Cost rows · weights multiplications for each of noise and signal.
/// </remarks>
/// <param name="groups">Of a convolution; 1 for products.</param>
/// <param name="columns">Weights of one output channel.</param>
/// <param name="most">Rows kept; later ones are ignored.</param>
public sealed class HeldOutRows(int groups, int columns, int most)
{
    /// <summary>Outputs worked on at once: the weights of a large layer are not copied as a whole.</summary>
    const int Outputs = 64;

    readonly float[] rows = new float[most * groups * columns];

    /// <summary>Rows kept so far.</summary>
    public int Count { get; private set; }

    /// <param name="x">[n, groups · columns]</param>
    public void Add(ReadOnlySpan<float> x)
    {
        Shape.Require(x.Length % (groups * columns) == 0);
        var taken = Math.Min(x.Length / (groups * columns), most - Count);
        x[..(taken * groups * columns)].CopyTo(rows.AsSpan(Count * groups * columns));
        Count += taken;
    }

    /// <param name="w">The weights before rounding: [1, outputs, inputs per group · kernel] as Conv has them, or [inputs, outputs, 1].</param>
    public OutputError Error(ReadOnlySpan<float> w, QuantizedWeights rounded, LayerShape layer)
    {
        Shape.Require(rounded.Values.Length == w.Length);
        var shape = layer.Weights;
        var changed = new float[w.Length];
        for (var i = 0; i < changed.Length; i++) changed[i] = rounded.Values[i] * rounded.Scales[rounded.Scales.Length == 1 ? 0 : i / shape.Inner % shape.Channels];
        return Error(w, changed, layer);
    }

    /// <param name="changed">Other weights in the place of <paramref name="w"/>, in the same order.</param>
    public OutputError Error(ReadOnlySpan<float> w, ReadOnlySpan<float> changed, LayerShape layer)
    {
        var shape = layer.Weights;
        Shape.Require(Count > 0 && w.Length == shape.Length && changed.Length == w.Length && shape.PerChannel == columns && layer.Groups == groups);
        var error = new Statistics(shape.Channels);
        var signal = new Statistics(shape.Channels);
        var (x, of) = (new Panels<float>(columns, Count), new Panels<float>(columns, Outputs));
        for (var g = 0; g < groups; g++)
        {
            Pack(x, g);
            for (var o = 0; o < shape.Channels / groups; o += Outputs)
            {
                var first = g * (shape.Channels / groups) + o;
                var count = Math.Min(Outputs, shape.Channels / groups - o);
                Tiles.Product(x, Packed(of, Columns(w, changed, shape, (first, count)), count), error.From(first, count, Count));
                Tiles.Product(x, Packed(of, Columns(w, [], shape, (first, count)), count), signal.From(first, count, Count));
            }
        }
        var (noise, means) = (error.Squares(Count), error.Means(Count));
        return new(noise, [.. noise.Zip(means, (square, mean) => Math.Max(0, square - mean * mean))], signal.Squares(Count));
    }

    /// <summary>Rows of one group as columns.</summary>
    void Pack(Panels<float> x, int group)
    {
        var turned = new float[columns * Count];
        for (var r = 0; r < Count; r++)
            for (var j = 0; j < columns; j++) turned[j * Count + r] = rows[(r * groups + group) * columns + j];
        x.Pack(turned, Count, columns, Count);
    }

    Panels<float> Packed(Panels<float> panels, float[] weights, int count)
    {
        panels.Pack(weights, count, columns, count);
        return panels;
    }

    /// <summary>[columns, count] weights of some outputs, less what they were changed to.</summary>
    float[] Columns(ReadOnlySpan<float> w, ReadOnlySpan<float> changed, ChannelShape shape, (int First, int Count) outputs)
    {
        var result = new float[columns * outputs.Count];
        var channel = new float[columns];
        var by = new float[columns];
        for (var o = 0; o < outputs.Count; o++)
        {
            shape.Gather(w, outputs.First + o, channel);
            if (!changed.IsEmpty)
            {
                shape.Gather(changed, outputs.First + o, by);
                TensorPrimitives.Subtract(channel, by, channel);
            }
            for (var j = 0; j < columns; j++) result[j * outputs.Count + o] = channel[j];
        }
        return result;
    }

    /// <summary>Sums over the rows, by output.</summary>
    sealed class Statistics(int outputs)
    {
        readonly double[] squares = new double[outputs], sums = new double[outputs];

        public Sums From(int first, int count, int rows) => new(squares.AsMemory(first, count), sums.AsMemory(first, count), rows);

        public double[] Squares(int rows) => [.. squares.Select(s => s / rows)];

        public double[] Means(int rows) => [.. sums.Select(s => s / rows)];
    }

    readonly struct Sums(Memory<double> squares, Memory<double> sums, int rows) : ITileSink<float>
    {
        public void Take(int row, int column, scoped ReadOnlySpan<float> tile)
        {
            var square = squares.Span;
            var sum = sums.Span;
            var width = Math.Min(Panels<float>.Width, sum.Length - column);
            for (var end = Math.Min(row + Tiles.Height, rows); row < end; row++, tile = tile[Panels<float>.Width..])
                for (var o = 0; o < width; o++)
                {
                    square[column + o] += (double)tile[o] * tile[o];
                    sum[column + o] += tile[o];
                }
        }
    }
}
