using OptiBuild.Numerics;
using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class RoundToNearestTests
{
    static double[] ChannelErrors(float[] w, ChannelShape shape, QuantizedWeights q)
    {
        var errors = new double[shape.Channels];
        for (var i = 0; i < w.Length; i++)
        {
            var c = i / shape.Inner % shape.Channels;
            var error = w[i] - (double)q.Values[i] * q.Scales[q.Scales.Length == 1 ? 0 : c];
            errors[c] += error * error;
        }
        return errors;
    }

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 1, 8, 27 }, { 64, 10, 1 }, { 3, 5, 7 }, { 1, 1, 1 }, { 1, 16, 9 }, { 33, 1, 1 }, { 0, 3, 4 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryChannelIsRoundedByItsOwnScale(int outer, int channels, int inner)
    {
        var shape = new ChannelShape(outer, channels, inner);
        var w = Samples.Laplace(shape.Length, 0.05, seed: 1);

        var q = RoundToNearest.PerChannel(w, shape, 127);

        for (var i = 0; i < w.Length; i++)
            Assert.Equal(new Affine(q.Scales[i / inner % channels], 0, -127, 127).Quantize(w[i]), q.Values[i]);
    }

    [Theory]
    [InlineData(127)]
    [InlineData(63)]
    [InlineData(7)]
    [InlineData(3)]
    [InlineData(1)]
    public void NoScaleOfAFineGridIsBetter(int qmax)
    {
        var shape = new ChannelShape(1, 4, 300);
        var w = Samples.Laplace(shape.Length, 0.05, seed: 2);

        var errors = ChannelErrors(w, shape, RoundToNearest.PerChannel(w, shape, qmax));

        for (var c = 0; c < 4; c++)
        {
            var slice = w[(c * 300)..((c + 1) * 300)];
            var full = slice.Max(MathF.Abs) / qmax;
            var best = Enumerable.Range(50, 1000).Min(i => Oracle.SquaredError(slice, full * i / 1000.0, 0, -qmax, qmax));
            // The search may stop in a ripple of the error next to the best one: 0.2 dB.
            Assert.InRange(errors[c], 0, 1.05 * best);
        }
    }

    [Theory]
    [InlineData(127)]
    [InlineData(7)]
    public void IsNeverWorseThanTheFullRange(int qmax)
    {
        var shape = new ChannelShape(1, 20, 50);
        var w = Samples.Gaussian(shape.Length, 1, seed: 3);

        var errors = ChannelErrors(w, shape, RoundToNearest.PerChannel(w, shape, qmax));

        for (var c = 0; c < 20; c++)
        {
            var slice = w[(c * 50)..((c + 1) * 50)];
            Assert.True(errors[c] <= 1.000001 * Oracle.SquaredError(slice, slice.Max(MathF.Abs) / qmax, 0, -qmax, qmax));
        }
    }

    [Fact]
    public void ReportsTheSqnrOfTheWholeTensor()
    {
        var shape = new ChannelShape(2, 3, 40);
        var w = Samples.Gaussian(shape.Length, 1, seed: 4);

        var q = RoundToNearest.PerChannel(w, shape, 127);

        // The product squares a float's rounding of s·q, the oracle s·q in double.
        Assert.Equal(10 * Math.Log10(Oracle.SumOfSquares(w) / ChannelErrors(w, shape, q).Sum()), q.SqnrDb, Close.Within(1e-3));
    }

    [Fact]
    public void ZerosStayZeros()
    {
        var w = Samples.Gaussian(1000, 1, seed: 5);
        for (var i = 0; i < w.Length; i += 2) w[i] = i % 4 == 0 ? 0f : -0f;

        var q = RoundToNearest.PerChannel(w, new(1, 10, 100), 127);

        Assert.All(Enumerable.Range(0, 500), i => Assert.Equal(0, q.Values[2 * i]));
    }

    [Fact]
    public void WeightsOnLevelsLoseNothing()
    {
        var w = Enumerable.Range(-127, 255).Select(i => i / 64f).ToArray();

        var q = RoundToNearest.PerTensor(w, 127);

        Assert.Equal((1 / 64f, double.PositiveInfinity), (q.Scales.Single(), q.SqnrDb));
        Assert.Equal(Enumerable.Range(-127, 255).Select(i => (sbyte)i), q.Values);
    }

    [Fact]
    public void AnEmptyChannelTakesTheLargestScaleOfTheOthers()
    {
        var q = RoundToNearest.PerChannel([0, 0, 127, -127, 0.127f, 0.127f], new(1, 3, 2), 127);

        Assert.Equal((1f, 1f, 0.001f), (q.Scales[0], q.Scales[1], q.Scales[2]));
        Assert.Equal(1, RoundToNearest.PerTensor([0, 0], 127).Scales.Single());
        Assert.Equal(1, RoundToNearest.PerTensor([], 127).Scales.Single());
    }

    [Theory]
    [InlineData(1e-45f)]
    [InlineData(1e-38f)]
    [InlineData(1e-30f)]
    [InlineData(float.MaxValue)]
    public void ScalesAreNormal(float weight)
    {
        var q = RoundToNearest.PerTensor([weight, -weight, weight / 2], 127);

        Assert.True(float.IsNormal(q.Scales.Single()) && q.Scales.Single() > 0);
    }

    [Fact]
    public void ScalesAreNotBelowTheLeast()
    {
        var w = Samples.Gaussian(400, 1e-3, seed: 6);

        var q = RoundToNearest.PerChannel(w, new(1, 4, 100), 127, [0, 1, 1e-4f, 0]);

        Assert.Equal((1f, 1e-4f), (q.Scales[1], q.Scales[2]));
        Assert.All(q.Values[100..200], value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void RefusesWhatIsNotFinite(float weight)
    {
        Assert.Throws<ArgumentException>(() => RoundToNearest.PerTensor([1, weight], 127));
    }

    [Theory]
    [InlineData(new long[] { 8, 3, 5, 5 }, 0, 1, 8, 75)]
    [InlineData(new long[] { 8, 3, 5, 5 }, 1, 8, 3, 25)]
    [InlineData(new long[] { 64, 10 }, -1, 64, 10, 1)]
    [InlineData(new long[] { 7 }, 0, 1, 7, 1)]
    public void TheChannelAxisSplitsTheShape(long[] dims, int axis, int outer, int channels, int inner)
    {
        Assert.Equal(new(outer, channels, inner), ChannelShape.Of(dims, axis));
    }
}
