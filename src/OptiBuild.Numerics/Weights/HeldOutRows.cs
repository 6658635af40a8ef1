using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Some rows of what a layer's weights are multiplied with, kept to see what rounding the weights does to the output.</summary>
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
        var shape = layer.Weights;
        Shape.Require(Count > 0 && w.Length == shape.Length && rounded.Values.Length == w.Length && shape.PerChannel == columns && layer.Groups == groups);
        var errors = new float[w.Length];
        for (var i = 0; i < w.Length; i++)
            errors[i] = w[i] - rounded.Values[i] * rounded.Scales[rounded.Scales.Length == 1 ? 0 : i / shape.Inner % shape.Channels];
        var (noise, means) = Outputs(errors, layer);
        return new(noise, [.. noise.Zip(means, (square, mean) => Math.Max(0, square - mean * mean))], Outputs(w, layer).Squares);
    }

    /// <summary>Mean square and mean of each output.</summary>
    (double[] Squares, double[] Means) Outputs(ReadOnlySpan<float> w, LayerShape layer)
    {
        var (squares, sums) = (new double[layer.Weights.Channels], new double[layer.Weights.Channels]);
        var perGroup = squares.Length / groups;
        var (left, right) = (new Panels<float>(columns, Count), new Panels<float>(columns, perGroup));
        var (x, columnsOfW) = (new float[columns * Count], new float[columns * perGroup]);
        var channel = new float[columns];
        for (var g = 0; g < groups; g++)
        {
            for (var r = 0; r < Count; r++)
                for (var j = 0; j < columns; j++) x[j * Count + r] = rows[(r * groups + g) * columns + j];
            for (var o = 0; o < perGroup; o++)
            {
                layer.Weights.Gather(w, g * perGroup + o, channel);
                for (var j = 0; j < columns; j++) columnsOfW[j * perGroup + o] = channel[j];
            }
            left.Pack(x, Count, columns, Count);
            right.Pack(columnsOfW, perGroup, columns, perGroup);
            Tiles.Product(left, right, new Sums(squares.AsMemory(g * perGroup, perGroup), sums.AsMemory(g * perGroup, perGroup), Count));
        }
        return ([.. squares.Select(s => s / Count)], [.. sums.Select(s => s / Count)]);
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
