using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Symmetric quantization of weights with the least squared error of the layer's output: errors made in one weight are taken back by those rounded after it.</summary>
/// <remarks>
///   minimize tr((W − W') H (W − W')ᵀ)   where a weight that is 0 stays 0
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

    /// <summary>Output channels First … First + rows − 1.</summary>
    sealed class Group(LayerShape layer, int number, Rounding rounding)
    {
        /// <summary>Up to so many weights in a channel other scales are tried: rounding a few weights is a matter of luck, and it costs nothing.</summary>
        const int FewColumns = 64;
        const int MoreTrials = 16;
        const float TrialStep = 0.01f;

        readonly int rows = layer.Weights.Channels / layer.Groups;
        readonly int columns = layer.Weights.PerChannel;
        readonly double[] least = [.. Enumerable.Repeat(double.PositiveInfinity, layer.Weights.Channels / layer.Groups)];

        int First => number * rows;

        public void Round(ReadOnlySpan<float> w, InverseFactor[] factors, QuantizedWeights result)
        {
            var sweep = new Sweep(factors, rows);
            var isZero = new bool[columns * rows];
            var channel = new Channel(new float[columns], [.. factors.SelectMany(f => f.Importance)], PairProjection.For(rounding)) { ScaleDigits = rounding.ScaleDigits };
            var rule = channel.Pairs is null ? ColumnRules.Nearest(rounding.QMax) : new SafeColumns(rounding, factors, rows).Fix;
            var found = new float[rows];
            for (var r = 0; r < rows; r++)
            {
                layer.Weights.Gather(w, First + r, channel.Weights);
                for (var j = 0; j < columns; j++) isZero[j * rows + r] = channel.Weights[j] == 0;
                found[r] = Scale(channel, First + r);
            }
            if (isZero.AsSpan().Contains(true)) rule = ColumnRules.KeepingZeros(rule, isZero);
            foreach (var factor in Trials()) Try(w, [.. found.Select((s, r) => factor == 1 ? s : channel.Allowed(s * factor, Least(First + r)))], (sweep, rule), result);
        }

        /// <summary>What the scales are multiplied with: 1, 0.99, 1.01 …</summary>
        IEnumerable<float> Trials() =>
            Enumerable.Range(0, columns <= FewColumns && rounding.Scales.Length == 0 ? 1 + MoreTrials : 1).Select(t => 1 + (t + 1) / 2 * (t % 2 * -2 + 1) * TrialStep);

        float Least(int c) => rounding.Scales.Length > 0 || rounding.LeastScales.Length == 0 ? 0 : rounding.LeastScales[c];

        float Scale(Channel channel, int c) => rounding.Scales.Length > 0 ? rounding.Scales[c] : ScaleSearch.Find(channel, rounding.QMax, Least(c)).Scale;

        void Try(ReadOnlySpan<float> w, float[] scales, (Sweep Sweep, ColumnRule Rule) by, QuantizedWeights result)
        {
            var row = new float[columns];
            for (var r = 0; r < rows; r++)
            {
                layer.Weights.Gather(w, First + r, row);
                for (var j = 0; j < columns; j++) by.Sweep.Values(j)[r] = row[j] / scales[r];
            }
            by.Sweep.Run(by.Rule);
            for (var r = 0; r < rows; r++)
            {
                var loss = by.Sweep.Losses[r] * scales[r] * scales[r];
                // The first is taken even where its loss is no number.
                if (loss >= least[r] || (double.IsNaN(loss) && result.Scales[First + r] > 0)) continue;
                least[r] = loss;
                layer.Weights.Gather(w, First + r, row);
                result.Scales[First + r] = row.AsSpan().ContainsAnyExcept(0f) ? scales[r] : 0;
                Take(by.Sweep, r, result.Values);
            }
        }

        void Take(Sweep sweep, int r, Span<sbyte> values)
        {
            var levels = new sbyte[columns];
            for (var j = 0; j < columns; j++) levels[j] = (sbyte)sweep.Levels(j)[r];
            layer.Weights.Scatter(levels, First + r, values);
        }
    }
}
