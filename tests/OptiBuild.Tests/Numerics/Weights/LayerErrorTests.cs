using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class LayerErrorTests
{
    /// <summary>The moments are sums of float products: <see cref="Gram"/>.</summary>
    const double MomentError = 1e-5;

    [Theory]
    [InlineData(1, 13, 5)]
    [InlineData(3, 9, 6)]
    [InlineData(1, 70, 11)]
    public void AgreesWithOutputsComputedOneByOne(int groups, int columns, int outputs)
    {
        const int N = 60;
        var w = Samples.Gaussian(outputs * columns, 1, seed: 1);
        var x = Samples.Uniform(N * groups * columns, -0.5f, 1, seed: 2);
        var shape = new ChannelShape(1, outputs, columns);
        var q = RoundToNearest.PerChannel(w, shape, 7);
        var gram = new Gram(groups, columns);
        gram.Add(x);

        var error = LayerError.Of(w, q, new LayerShape(shape, groups), gram);

        for (var o = 0; o < outputs; o++)
        {
            var first = o / (outputs / groups) * columns;
            double Output(int row, Func<int, double> weight) => Enumerable.Range(0, columns).Sum(j => weight(o * columns + j) * x[row * groups * columns + first + j]);
            var errors = Enumerable.Range(0, N).Select(r => Output(r, i => w[i] - (double)q.Values[i] * q.Scales[o])).ToArray();
            Assert.Equal(errors.Average(e => e * e), error.Noise[o], Close.Relative(MomentError));
            Assert.Equal(errors.Average(e => Math.Pow(e - errors.Average(), 2)), error.NoiseAroundMean[o], Close.Relative(10 * MomentError));
            Assert.Equal(Enumerable.Range(0, N).Average(r => Math.Pow(Output(r, i => w[i]), 2)), error.Signal[o], Close.Relative(MomentError));
        }
        Assert.Equal(10 * Math.Log10(error.Signal.Sum() / error.Noise.Sum()), error.SqnrDb, Close.Within(1e-9));
        Assert.Equal(10 * Math.Log10(error.Signal.Sum() / error.NoiseAroundMean.Sum()), error.SqnrAroundMeanDb, Close.Within(1e-9));
    }

    [Fact]
    public void WhatLosesNothingHasNoError()
    {
        var gram = new Gram(1, 2);
        gram.Add([1, 2, 3, 4]);

        var error = LayerError.Of([0.5f, -1], new QuantizedWeights([1, -2], [0.5f], 0), new LayerShape(new(1, 1, 2), 1), gram);

        Assert.Equal((0, 0, double.PositiveInfinity), (error.Noise[0], error.NoiseAroundMean[0], error.SqnrDb));
        Assert.Equal((2.25 + 6.25) / 2, error.Signal[0]);
    }
}
