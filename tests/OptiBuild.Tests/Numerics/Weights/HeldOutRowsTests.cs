using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class HeldOutRowsTests
{
    /// <summary>Each output is a chain of at most 70 float additions: 70 · 2⁻²⁴, twice in a square; cancellation costs some more.</summary>
    const double FloatSums = 1e-4;

    const int Rows = 40;

    /// <summary>Groups, columns of each, outputs, levels. Convolutions keep an output's weights together.</summary>
    [Theory]
    [InlineData(1, 13, 5)]
    [InlineData(3, 9, 6)]
    [InlineData(8, 9, 8)]
    [InlineData(1, 2, 1)]
    [InlineData(1, 70, 33)]
    public void ErrorOfAConvolutionIsThatOfOutputsComputedOneByOne(int groups, int columns, int outputs) =>
        AssertAgrees(new LayerShape(new(1, outputs, columns), groups), (o, j) => o * columns + j);

    [Theory]
    [InlineData(13, 5)]
    [InlineData(70, 33)]
    [InlineData(2, 4)]
    public void ErrorOfAProductIsThatOfOutputsComputedOneByOne(int columns, int outputs) =>
        AssertAgrees(new LayerShape(new(columns, outputs, 1), 1), (o, j) => j * outputs + o);

    static void AssertAgrees(LayerShape layer, Func<int, int, int> at)
    {
        var (outputs, columns, groups) = (layer.Weights.Channels, layer.Weights.PerChannel, layer.Groups);
        var w = Samples.Gaussian(outputs * columns, 1, seed: 1);
        var x = Samples.Uniform(Rows * groups * columns, -0.5f, 1, seed: 2);
        var q = RoundToNearest.PerChannel(w, layer.Weights, 7);
        var held = new HeldOutRows(groups, columns, Rows);
        held.Add(x.AsSpan(0, 3 * groups * columns));
        held.Add(x.AsSpan(3 * groups * columns));

        var error = held.Error(w, q, layer);

        for (var o = 0; o < outputs; o++)
        {
            double[] Of(Func<int, double> weight) => [.. Enumerable.Range(0, Rows).Select(r =>
                Enumerable.Range(0, columns).Sum(j => weight(at(o, j)) * x[(r * groups + o / (outputs / groups)) * columns + j]))];
            var errors = Of(i => w[i] - (double)q.Values[i] * q.Scales[o]);
            var signal = Of(i => w[i]);
            Assert.Equal(errors.Average(e => e * e), error.Noise[o], Close.Relative(FloatSums));
            Assert.Equal(errors.Average(e => Math.Pow(e - errors.Average(), 2)), error.NoiseAroundMean[o], Close.Relative(10 * FloatSums));
            Assert.Equal(signal.Average(s => s * s), error.Signal[o], Close.Relative(FloatSums));
        }
    }

    [Fact]
    public void OneScaleForAllIsUsedForAll()
    {
        var held = new HeldOutRows(1, 1, 2);
        held.Add([1, 3]);

        var error = held.Error([1, 2], new QuantizedWeights([1, 5], [0.5f], 0), new LayerShape(new(1, 2, 1), 1));

        // Weights are off by ½ and −½; x² is 1 and 9.
        Assert.Equal([1.25, 1.25], error.Noise);
        Assert.Equal([0.25, 0.25], error.NoiseAroundMean);
        Assert.Equal([5.0, 20], error.Signal);
    }

    [Fact]
    public void KeepsTheFirstRowsOnly()
    {
        var held = new HeldOutRows(1, 2, 3);

        held.Add([1, 0, 1, 0]);
        held.Add([1, 0, 100, 0]);
        held.Add([100, 0]);

        Assert.Equal(3, held.Count);
        Assert.Equal(1, held.Error([1, 1], new QuantizedWeights([0, 0], [1], 0), new LayerShape(new(1, 1, 2), 1)).Noise[0]);
    }

    [Fact]
    public void WithoutRowsThereIsNoError() =>
        Assert.Throws<ArgumentException>(() => new HeldOutRows(1, 1, 3).Error([1], new QuantizedWeights([1], [1], 0), new LayerShape(new(1, 1, 1), 1)));
}
