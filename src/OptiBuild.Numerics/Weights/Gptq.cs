using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Symmetric quantization of weights with the least squared error of the layer's output: errors made in one weight are taken back by those rounded after it.</summary>
/// <remarks>
///   minimize tr((W − W') H (W − W')ᵀ)
/// Frantar et al., arXiv:2210.17323. Each output channel has one scale, found like <see cref="RoundToNearest"/>'s, but with the diagonal of H as importance.
/// Cost per group: columns³ / 3 + columns² · rows / 2 multiplications; memory 12 · columns² + 8 · columns · rows bytes.
/// </remarks>
public static class Gptq
{
    /// <param name="w">Finite weights: [1, outputs, inputs per group · kernel] as Conv has them, or [inputs, outputs, 1].</param>
    /// <param name="gram">Second moments of what the weights are multiplied with, as many groups as the layer.</param>
    public static QuantizedWeights Round(ReadOnlySpan<float> w, LayerShape layer, Gram gram, Rounding rounding)
    {
        var shape = layer.Weights;
        Shape.Require(w.Length == shape.Length && shape.PerChannel == gram.Columns && layer.Groups == gram.Groups);
        Shape.Require(shape.Channels % layer.Groups == 0 && rounding.QMax is > 0 and <= sbyte.MaxValue);
        Shape.Require(rounding.LeastScales.Length == 0 || rounding.LeastScales.Length == shape.Channels);
        Shape.Require(rounding.Scales.Length == 0 || rounding.Scales.Length == shape.Channels);
        Shape.Require(rounding.Pairs.Columns == 0 || rounding.Pairs.Columns == shape.PerChannel);
        var result = new QuantizedWeights(new sbyte[w.Length], new float[shape.Channels], 0);
        var blocks = gram.Blocks.ToLookup(b => b.First / gram.Columns);
        for (var g = 0; g < layer.Groups; g++) new Group(layer, g, rounding).Round(w, [.. blocks[g].Select(InverseFactor.Of)], result);
        RoundToNearest.FillEmpty(result.Scales, rounding.LeastScales);
        return result with { SqnrDb = WeightNoise.SqnrDb(w, shape, result) };
    }

    /// <summary>Output channels first … first + rows − 1.</summary>
    sealed class Group(LayerShape layer, int number, Rounding rounding)
    {
        readonly int rows = layer.Weights.Channels / layer.Groups;

        int First => number * rows;

        public void Round(ReadOnlySpan<float> w, InverseFactor[] factors, QuantizedWeights result)
        {
            var sweep = new Sweep(factors, rows);
            var channel = new Channel(new float[layer.Weights.PerChannel], [.. factors.SelectMany(f => f.Importance)], PairProjection.For(rounding));
            for (var r = 0; r < rows; r++)
            {
                layer.Weights.Gather(w, First + r, channel.Weights);
                var scale = Scale(channel, First + r);
                for (var j = 0; j < channel.Weights.Length; j++) sweep.Values(j)[r] = channel.Weights[j] / scale;
                result.Scales[First + r] = channel.Weights.AsSpan().ContainsAnyExcept(0f) ? scale : 0;
            }
            sweep.Run(channel.Pairs is null ? ColumnRules.Nearest(rounding.QMax) : new SafeColumns(rounding, factors, rows).Fix);
            Take(sweep, result.Values);
        }

        float Scale(Channel channel, int c) =>
            rounding.Scales.Length > 0
                ? rounding.Scales[c]
                : ScaleSearch.Find(channel, rounding.QMax, rounding.LeastScales.Length == 0 ? 0 : rounding.LeastScales[c]).Scale;

        void Take(Sweep sweep, Span<sbyte> values)
        {
            var levels = new sbyte[layer.Weights.PerChannel];
            for (var r = 0; r < rows; r++)
            {
                for (var j = 0; j < levels.Length; j++) levels[j] = (sbyte)sweep.Levels(j)[r];
                layer.Weights.Scatter(levels, First + r, values);
            }
        }
    }
}
