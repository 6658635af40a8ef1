using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class BiasCorrectionTests
{
    /// <summary>Both sides sum a few hundred doubles, in another order.</summary>
    const double DoubleSums = 1e-12;

    /// <summary>Five bits: rounding shifts outputs visibly.</summary>
    const int Levels = 15;

    [Theory]
    [InlineData(1, 6, 4, 9)]
    [InlineData(2, 6, 2, 9)]
    [InlineData(3, 6, 1, 4)]
    [InlineData(6, 6, 1, 9)]
    [InlineData(4, 8, 1, 1)]
    public void ConvolutionIsThatOfPlainLoops(int groups, int outputs, int inputsPerGroup, int kernel)
    {
        var w = Samples.Uniform(outputs * inputsPerGroup * kernel, -1, 1, 1);
        double[] means = [.. Samples.Uniform(groups * inputsPerGroup * kernel, 0, 3, 2)];
        var shape = new ChannelShape(1, outputs, inputsPerGroup * kernel);
        var rounded = RoundToNearest.PerChannel(w, shape, Levels);

        var shift = BiasCorrection.Shift(w, rounded, new LayerShape(shape, groups), means);

        var expected = new double[outputs];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputsPerGroup; i++)
                for (var k = 0; k < kernel; k++)
                {
                    var at = (o * inputsPerGroup + i) * kernel + k;
                    var group = o / (outputs / groups);
                    expected[o] += (w[at] - (double)rounded.Values[at] * rounded.Scales[o]) * means[(group * inputsPerGroup + i) * kernel + k];
                }
        Assert.Equal(expected, shift, Close.Within(DoubleSums));
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(1, 5)]
    [InlineData(7, 1)]
    public void ProductIsThatOfPlainLoopsInBothLayouts(int inputs, int outputs)
    {
        var w = Samples.Uniform(inputs * outputs, -1, 1, 1);
        var turned = new float[w.Length];
        for (var i = 0; i < w.Length; i++) turned[i % outputs * inputs + i / outputs] = w[i];
        double[] means = [.. Samples.Uniform(inputs, 0, 3, 2)];
        var (columns, rows) = (ChannelShape.Of([inputs, outputs], 1), ChannelShape.Of([outputs, inputs], 0));
        var rounded = RoundToNearest.PerChannel(w, columns, Levels);

        var shift = BiasCorrection.Shift(w, rounded, new LayerShape(columns, 1), means);
        var ofTurned = BiasCorrection.Shift(turned, RoundToNearest.PerChannel(turned, rows, Levels), new LayerShape(rows, 1), means);

        var expected = new double[outputs];
        for (var i = 0; i < inputs; i++)
            for (var o = 0; o < outputs; o++)
                expected[o] += (w[i * outputs + o] - (double)rounded.Values[i * outputs + o] * rounded.Scales[o]) * means[i];
        Assert.Equal(expected, shift, Close.Within(DoubleSums));
        Assert.Equal(expected, ofTurned, Close.Within(DoubleSums));
    }

    /// <summary>By definition: with the corrected bias the mean output over the samples is that of the exact weights.</summary>
    [Fact]
    public void MeanOutputErrorVanishes()
    {
        const int inputs = 24, outputs = 8, samples = 200;
        var w = Samples.Uniform(inputs * outputs, -1, 1, 1);
        var x = Samples.Relu(Samples.Gaussian(samples * inputs, 1, 2));
        var shape = ChannelShape.Of([outputs, inputs], 0);
        var rounded = RoundToNearest.PerChannel(w, shape, Levels);
        var means = Enumerable.Range(0, inputs).Select(i => Enumerable.Range(0, samples).Average(s => (double)x[s * inputs + i])).ToArray();

        var shift = BiasCorrection.Shift(w, rounded, new LayerShape(shape, 1), means);

        for (var o = 0; o < outputs; o++)
        {
            var error = 0.0;
            for (var s = 0; s < samples; s++)
                for (var i = 0; i < inputs; i++)
                    error += ((double)rounded.Values[o * inputs + i] * rounded.Scales[o] - w[o * inputs + i]) * x[s * inputs + i] / samples;
            Assert.NotEqual(0, error, Close.Within(1e-4));
            Assert.Equal(0, error + shift[o], Close.Within(DoubleSums));
        }
    }

    [Fact]
    public void ExactWeightsShiftNothing()
    {
        float[] w = [1, -1, 0.5f, 0.25f];
        var exact = new QuantizedWeights([4, -4, 2, 1], [0.25f], 0);

        Assert.Equal([0], BiasCorrection.Shift(w, exact, new LayerShape(new ChannelShape(1, 1, 4), 1), [1, 2, 3, 4]));
    }
}
