using OptiBuild.Numerics;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class RateRoundingTests
{
    const int Rows = 24, Columns = 40, Seen = 400, QMax = 127;

    /// <summary>What a bit is worth at high rates: 2 ln 2 / 12.</summary>
    const double HighRate = 0.1155;

    static readonly LayerShape Layer = new(new(1, Rows, Columns), 1);

    static readonly float[] Weights = Samples.Laplace(Rows * Columns, 0.1, 1);

    static float[] Activations(ulong seed)
    {
        var x = Samples.Gaussian(Seen * Columns, 1, seed);
        for (var i = 0; i < x.Length; i++)
            if (i % Columns > 0) x[i] = 0.8f * x[i - 1] + 0.6f * x[i];
        return x;
    }

    static Gram Moments(float[] x)
    {
        var gram = new Gram(1, Columns);
        gram.Add(x);
        return gram;
    }

    static float[] Steps(float step) => [.. Enumerable.Repeat(step, Rows)];

    static double Bits(QuantizedWeights q) => CodeCost.Entropy(CodeCost.Count(q.Values, QMax));

    static double OutputError(QuantizedWeights q, float[] x)
    {
        var sum = 0.0;
        for (var o = 0; o < Rows; o++)
            for (var r = 0; r < Seen; r++)
            {
                var error = 0.0;
                for (var j = 0; j < Columns; j++) error += (Weights[o * Columns + j] - (double)q.Values[o * Columns + j] * q.Scales[o]) * x[r * Columns + j];
                sum += error * error;
            }
        return sum;
    }

    /// <summary>The definition for weights that know nothing of their inputs: every level of each is tried.</summary>
    static sbyte[] Definition(float step, CodeCost cost, double price) =>
        [.. Weights.Select(w => (sbyte)Enumerable.Range(-QMax, 2 * QMax + 1).MinBy(q => Math.Pow(w / step - q, 2) + price * cost.Bits(q)))];

    [Fact]
    public void WithoutAPriceItRoundsToTheNearestLevel()
    {
        var q = new RateRounding(Weights, Layer, null).Round(Steps(0.02f), QMax, slope: 0);

        Assert.Equal(Weights.Select(w => (sbyte)new Affine(0.02f, 0, -QMax, QMax).Quantize(w)), q.Values);
    }

    [Theory]
    [InlineData(0.05f, 0.1)]
    [InlineData(0.15f, 0.15)]
    [InlineData(0.3f, 0.2)]
    public void ChoosesTheCheapestOfAllLevels(float step, double slope)
    {
        // The second sweep counts the levels of the first: two rounds of the definition.
        var nearest = new RateRounding(Weights, Layer, null).Round(Steps(step), QMax, slope: 0).Values;
        var first = Definition(step, CodeCost.Of(CodeCost.Count(nearest, QMax)), slope);
        var second = Definition(step, CodeCost.Of(CodeCost.Count(first, QMax)), slope);

        var q = new RateRounding(Weights, Layer, null).Round(Steps(step), QMax, slope);

        // Ties of floats, and levels further away that only a rare count makes cheap.
        Assert.InRange(q.Values.Zip(second).Count(p => p.First != p.Second), 0, 5);
    }

    [Fact]
    public void SavesBitsForWhatTheyAreWorth()
    {
        var x = Activations(2);
        var rounding = new RateRounding(Weights, Layer, Moments(x));
        var (plain, cheap) = (rounding.Round(Steps(0.06f), QMax, 0), rounding.Round(Steps(0.06f), QMax, HighRate));
        // As few bits by a larger step alone.
        var coarse = Enumerable.Range(0, 200).Select(i => rounding.Round(Steps(0.06f * (1 + 0.005f * i)), QMax, 0)).First(q => Bits(q) <= Bits(cheap));

        Assert.True(Bits(cheap) < Bits(plain));
        Assert.InRange(OutputError(cheap, x), OutputError(plain, x), OutputError(coarse, x));
    }

    [Fact]
    public void ErrorsAreTakenBackByWeightsRoundedLater()
    {
        var x = Activations(2);
        var (known, unknown) = (new RateRounding(Weights, Layer, Moments(x)).Round(Steps(0.1f), QMax, HighRate), new RateRounding(Weights, Layer, null).Round(Steps(0.1f), QMax, HighRate));

        Assert.InRange(OutputError(known, x) / OutputError(unknown, x), 0, 0.7);
    }

    [Fact]
    public void StaysWithinItsLevels()
    {
        var q = new RateRounding(Weights, Layer, Moments(Activations(2))).Round(Steps(0.01f), 5, HighRate);

        Assert.InRange(q.Values.Max(v => Math.Abs((int)v)), 1, 5);
    }

    [Fact]
    public void ImportantChannelsKeepMoreBits()
    {
        var importance = Enumerable.Range(0, Rows).Select(r => r < Rows / 2 ? 10f : 0.1f).ToArray();

        var q = new RateRounding(Weights, Layer, null) { Importance = importance }.Round(Steps(0.1f), QMax, HighRate);

        Assert.True(q.Values.Take(Rows / 2 * Columns).Count(v => v == 0) < 0.7 * q.Values.Skip(Rows / 2 * Columns).Count(v => v == 0));
    }

    [Fact]
    public void GroupsAreRoundedEachByItsOwnInputs()
    {
        var (grouped, one) = (new LayerShape(new(1, Rows, Columns), 2), new LayerShape(new(1, Rows / 2, Columns), 1));
        var (left, right) = (Activations(2), Activations(3));
        var gram = new Gram(2, Columns);
        for (var r = 0; r < Seen; r++) gram.Add([.. left.AsSpan(r * Columns, Columns), .. right.AsSpan(r * Columns, Columns)]);

        var q = new RateRounding(Weights, grouped, gram).Round(Steps(0.05f), QMax, slope: 0);

        var half = Weights.Length / 2;
        Assert.Equal(new RateRounding(Weights[..half], one, Moments(left)).Round(Steps(0.05f)[..(Rows / 2)], QMax, 0).Values, q.Values[..half]);
        Assert.Equal(new RateRounding(Weights[half..], one, Moments(right)).Round(Steps(0.05f)[..(Rows / 2)], QMax, 0).Values, q.Values[half..]);
    }
}
