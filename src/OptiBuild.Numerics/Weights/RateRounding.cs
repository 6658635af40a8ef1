using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Rounds the weights of one layer to any step, with the length of their code in the objective.</summary>
/// <remarks>
///   minimize tr((W − W') H (W − W')ᵀ) + λ · bits(q)        λ = slope · mean of what an error of one step costs
/// <see cref="Gptq"/> with another choice of the level: of the nearest, the next nearer to 0, and 0, the one with the least cost; weights rounded later take back the
/// error, whatever its reason. Sullivan, Efficient scalar quantization of exponential and Laplacian random variables, IEEE Trans. Inf. Theory 42, 1996, for a
/// single weight. A code that is short where levels are frequent makes them more frequent: two sweeps, with the counts of the nearest levels at first.
/// Slope: at high rates an error of Δ²/12 falls by 2 ln 2 of itself for a bit, 0.116 Δ².
/// Cost per call: 2 sweeps of columns² · rows / 2 multiplications a group; the factors of H are made once.
/// </remarks>
public sealed class RateRounding
{
    const int Sweeps = 2;

    /// <summary>Columns taken together where nothing is known of the inputs; any number would do.</summary>
    const int Independent = 64;

    readonly LayerShape layer;
    readonly float[] weights;
    readonly InverseFactor[][] factors;

    /// <param name="w">Finite weights: [1, outputs, inputs per group · kernel] as Conv has them, or [inputs, outputs, 1].</param>
    /// <param name="gram">Second moments of what they are multiplied with, as many groups as the layer; null where nothing is known: every weight for itself.</param>
    public RateRounding(float[] w, LayerShape layer, Gram? gram)
    {
        Shape.Require(w.Length == layer.Weights.Length && layer.Weights.Channels % layer.Groups == 0);
        Shape.Require(gram is null || (layer.Weights.PerChannel == gram.Columns && layer.Groups == gram.Groups));
        (weights, this.layer) = (w, layer);
        var blocks = gram?.Blocks.ToLookup(b => b.First / gram.Columns);
        factors = [.. Enumerable.Range(0, layer.Groups).Select(g => blocks is null ? Unknown() : [.. blocks[g].Select(InverseFactor.Of)])];
    }

    int Columns => layer.Weights.PerChannel;
    int Rows => layer.Weights.Channels / layer.Groups;

    InverseFactor[] Unknown() => [.. Enumerable.Range(0, (Columns + Independent - 1) / Independent).Select(i => InverseFactor.Identity(Math.Min(Independent, Columns - i * Independent)))];

    /// <summary>[channels] what a squared error in an output channel costs; 1 where not set.</summary>
    public float[] Importance { get; init; } = [];

    /// <param name="scales">[channels] the step of each output channel.</param>
    /// <param name="qmax">Levels −qmax..qmax.</param>
    public QuantizedWeights Round(float[] scales, int qmax, double slope)
    {
        Shape.Require(scales.Length == layer.Weights.Channels && qmax is > 0 and <= sbyte.MaxValue);
        Shape.Require(Importance.Length == 0 || Importance.Length == scales.Length);
        var price = slope * MeanCost(scales);
        var result = new QuantizedWeights(new sbyte[weights.Length], scales, 0);
        var counts = Nearest(scales, qmax);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            var cost = CodeCost.Of(counts);
            for (var g = 0; g < layer.Groups; g++) Round(g, scales, new(cost, price), result.Values);
            counts = CodeCost.Count(result.Values, qmax);
        }
        return result with { SqnrDb = WeightNoise.SqnrDb(weights, layer.Weights, result) };
    }

    /// <summary>Of an error of one step, over all weights.</summary>
    double MeanCost(float[] scales)
    {
        var sum = 0.0;
        for (var g = 0; g < layer.Groups; g++)
        {
            var squares = 0.0;
            for (var r = 0; r < Rows; r++) squares += StepCost(scales, g * Rows + r);
            foreach (var factor in factors[g])
                for (var j = 0; j < factor.Columns; j++) sum += squares * factor.Mean / Square(factor.Upper[j * factor.Columns + j]);
        }
        return sum / weights.Length;
    }

    /// <summary>Of an error of one step in an output channel.</summary>
    double StepCost(float[] scales, int channel) => Square(scales[channel]) * (Importance.Length == 0 ? 1 : Importance[channel]);

    static double Square(double x) => x * x;

    long[] Nearest(float[] scales, int qmax)
    {
        var (counts, row, levels) = (new long[2 * qmax + 1], new float[Columns], new sbyte[Columns]);
        for (var c = 0; c < scales.Length; c++)
        {
            layer.Weights.Gather(weights, c, row);
            new Affine(scales[c], 0, -qmax, qmax).Quantize(row, levels);
            foreach (var level in levels) counts[level + qmax]++;
        }
        return counts;
    }

    void Round(int group, float[] scales, Price price, sbyte[] values)
    {
        var sweep = new Sweep(factors[group], Rows);
        var (row, levels, isZero) = (new float[Columns], new sbyte[Columns], new bool[Columns * Rows]);
        for (var r = 0; r < Rows; r++)
        {
            layer.Weights.Gather(weights, group * Rows + r, row);
            for (var j = 0; j < Columns; j++) (sweep.Values(j)[r], isZero[j * Rows + r]) = (row[j] / scales[group * Rows + r], row[j] == 0);
        }
        var prices = new float[Rows];
        for (var r = 0; r < Rows; r++) prices[r] = (float)(price.PerBit / StepCost(scales, group * Rows + r));
        var rule = ColumnRules.Cheapest(price.Cost, prices);
        sweep.Run(isZero.AsSpan().Contains(true) ? ColumnRules.KeepingZeros(rule, isZero) : rule);
        for (var r = 0; r < Rows; r++)
        {
            for (var j = 0; j < Columns; j++) levels[j] = (sbyte)sweep.Levels(j)[r];
            layer.Weights.Scatter(levels, group * Rows + r, values);
        }
    }

    readonly record struct Price(CodeCost Cost, double PerBit);
}
