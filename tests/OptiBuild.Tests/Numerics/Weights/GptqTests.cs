using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class GptqTests
{
    /// <summary>Rows of which neighbours are correlated, as activations are: x_j = 0.8 x_{j−1} + 0.6 noise, then ReLU.</summary>
    static float[] Activations(int n, int columns, ulong seed)
    {
        var x = Samples.Gaussian(n * columns, 1, seed);
        for (var i = 0; i < x.Length; i++)
            if (i % columns > 0) x[i] = 0.8f * x[i - 1] + 0.6f * x[i];
        return Samples.Relu(x);
    }

    static Gram GramOf(float[] x, int groups, int columns)
    {
        var gram = new Gram(groups, columns);
        gram.Add(x);
        return gram;
    }

    static double OutputError(float[] w, QuantizedWeights q, float[] x, int columns)
    {
        var sum = 0.0;
        for (var o = 0; o < q.Scales.Length; o++)
            for (var r = 0; r < x.Length / columns; r++)
            {
                var error = 0.0;
                for (var j = 0; j < columns; j++) error += (w[o * columns + j] - (double)q.Values[o * columns + j] * q.Scales[o]) * x[r * columns + j];
                sum += error * error;
            }
        return sum;
    }

    /// <summary>The definition in double: fix a weight, solve for those after it, again and again.</summary>
    /// <remarks>The optimum of the rest: Δ_rest = −Δ_j H_{j,rest} H_{rest,rest}⁻¹, where Gaussian elimination of j from H⁻¹ gives the inverse of what remains.</remarks>
    static sbyte[] Definition(float[] w, float[] scales, double[] h, int columns)
    {
        var damp = 0.01 * Enumerable.Range(0, columns).Average(i => h[i * columns + i]);
        var damped = h.Select((value, at) => at / columns == at % columns ? value + damp : value).ToArray();
        var inverse = Invert(damped, columns);
        var values = w.Select(value => (double)value).ToArray();
        var q = new sbyte[w.Length];
        for (var j = 0; j < columns; j++)
        {
            for (var o = 0; o < scales.Length; o++)
            {
                var value = values[o * columns + j];
                q[o * columns + j] = (sbyte)Oracle.Quantize(value, scales[o], 0, -7, 7);
                var error = (value - q[o * columns + j] * (double)scales[o]) / inverse[j * columns + j];
                for (var k = j; k < columns; k++) values[o * columns + k] -= error * inverse[j * columns + k];
            }
            for (var i = j + 1; i < columns; i++)
                for (var k = columns - 1; k > j; k--)
                    inverse[i * columns + k] -= inverse[i * columns + j] * inverse[j * columns + k] / inverse[j * columns + j];
        }
        return q;
    }

    static double[] Invert(double[] a, int n)
    {
        var (left, right) = (a.ToArray(), new double[n * n]);
        for (var i = 0; i < n; i++) right[i * n + i] = 1;
        for (var pivot = 0; pivot < n; pivot++)
        {
            var by = left[pivot * n + pivot];
            for (var j = 0; j < n; j++) (left[pivot * n + j], right[pivot * n + j]) = (left[pivot * n + j] / by, right[pivot * n + j] / by);
            for (var i = 0; i < n; i++)
            {
                var factor = left[i * n + pivot];
                for (var j = 0; i != pivot && j < n; j++)
                    (left[i * n + j], right[i * n + j]) = (left[i * n + j] - factor * left[pivot * n + j], right[i * n + j] - factor * right[pivot * n + j]);
            }
        }
        return right;
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(150, 4)]
    [InlineData(270, 17)]
    public void FollowsTheDefinition(int columns, int outputs)
    {
        var w = Samples.Gaussian(outputs * columns, 1, seed: 1);
        var gram = GramOf(Activations(4 * columns, columns, seed: 2), 1, columns);
        var scales = Enumerable.Range(0, outputs).Select(o => 0.3f + 0.01f * o).ToArray();

        var q = Gptq.Round(w, new LayerShape(new(1, outputs, columns), 1), gram, new Rounding(7) { Scales = scales });

        var expected = Definition(w, scales, gram.Blocks[0].Matrix, columns);
        // The sweep is in float: a value within 10⁻⁴ of the middle between two levels may go the other way, and those after it follow.
        Assert.InRange(expected.Zip(q.Values).Count(p => p.First != p.Second), 0, expected.Length / 200);
        Assert.Equal(scales, q.Scales);
    }

    [Theory]
    [InlineData(127)]
    [InlineData(7)]
    public void LosesLessOfTheOutputThanRoundingToNearestOnRowsNeverSeen(int qmax)
    {
        const int Columns = 96, Outputs = 10;
        var w = Samples.Gaussian(Outputs * Columns, 0.1, seed: 3);
        var shape = new ChannelShape(1, Outputs, Columns);
        var unseen = Activations(300, Columns, seed: 5);

        var q = Gptq.Round(w, new LayerShape(shape, 1), GramOf(Activations(2000, Columns, seed: 4), 1, Columns), new Rounding(qmax));

        // 3 dB; these rows allow about 4.
        Assert.True(OutputError(w, q, unseen, Columns) < 0.5 * OutputError(w, RoundToNearest.PerChannel(w, shape, qmax), unseen, Columns));
    }

    [Fact]
    public void IsPlainRoundingWhereInputsAreNotCorrelated()
    {
        const int Columns = 70;
        var w = Samples.Gaussian(5 * Columns, 1, seed: 6);
        var one = new float[Columns * Columns];
        for (var i = 0; i < Columns; i++) one[i * Columns + i] = 1;
        var shape = new ChannelShape(1, 5, Columns);

        var q = Gptq.Round(w, new LayerShape(shape, 1), GramOf(one, 1, Columns), new Rounding(127));

        Assert.Equal(RoundToNearest.PerChannel(w, shape, 127).Values, q.Values);
    }

    [Fact]
    public void EachGroupIsRoundedByItsOwnMoments()
    {
        const int Columns = 9;
        var w = Samples.Gaussian(4 * Columns, 1, seed: 7);
        var x = Activations(200, 2 * Columns, seed: 8);

        var q = Gptq.Round(w, new LayerShape(new(1, 4, Columns), 2), GramOf(x, 2, Columns), new Rounding(15));

        for (var g = 0; g < 2; g++)
        {
            var part = x.Where((_, i) => i / Columns % 2 == g).ToArray();
            var alone = Gptq.Round(w.AsSpan(g * 2 * Columns, 2 * Columns), new LayerShape(new(1, 2, Columns), 1), GramOf(part, 1, Columns), new Rounding(15));
            Assert.Equal(alone.Values, q.Values[(g * 2 * Columns)..((g + 1) * 2 * Columns)]);
            Assert.Equal(alone.Scales, q.Scales[(2 * g)..(2 * g + 2)]);
        }
    }

    [Fact]
    public void StorageOrderDoesNotMatter()
    {
        const int Columns = 80, Outputs = 6;
        var w = Samples.Gaussian(Outputs * Columns, 1, seed: 9);
        var turned = w.Select((_, at) => w[at % Outputs * Columns + at / Outputs]).ToArray();
        var gram = GramOf(Activations(500, Columns, seed: 10), 1, Columns);

        var rows = Gptq.Round(w, new LayerShape(new(1, Outputs, Columns), 1), gram, new Rounding(31));
        var columns = Gptq.Round(turned, new LayerShape(new(Columns, Outputs, 1), 1), gram, new Rounding(31));

        Assert.Equal(rows.Values, columns.Values.Select((_, at) => columns.Values[at % Columns * Outputs + at / Columns]));
        Assert.Equal(rows.Scales, columns.Scales);
        Assert.Equal(rows.SqnrDb, columns.SqnrDb, Close.Relative(1e-9));
    }

    [Fact]
    public void AWeightThatNothingReachesIsRoundedForItself()
    {
        const int Columns = 20;
        var x = Activations(100, Columns, seed: 11);
        for (var i = 0; i < x.Length; i += Columns) x[i + 13] = 0;
        var w = Samples.Gaussian(Columns, 1, seed: 12);

        var q = Gptq.Round(w, new LayerShape(new(1, 1, Columns), 1), GramOf(x, 1, Columns), new Rounding(127) { Scales = [0.03f] });

        Assert.Equal(Oracle.Quantize(w[13], 0.03f, 0, -127, 127), q.Values[13]);
    }

    public static TheoryData<float> Poison => [float.NaN, float.PositiveInfinity, 3e38f, 0f, 1e-30f];

    [Theory]
    [MemberData(nameof(Poison))]
    public void NeverFailsForLackOfMoments(float x)
    {
        var w = Samples.Gaussian(3 * 10, 1, seed: 13);
        var shape = new ChannelShape(1, 3, 10);

        var q = Gptq.Round(w, new LayerShape(shape, 1), GramOf([.. Enumerable.Repeat(x, 40)], 1, 10), new Rounding(127));

        Assert.True(q.SqnrDb > 30);
        Assert.True(Gptq.Round(w, new LayerShape(shape, 1), new Gram(1, 10), new Rounding(127)).SqnrDb > 40);
    }

    [Theory]
    [InlineData(127)]
    [InlineData(7)]
    public void ZerosStayZerosAndTheOthersTakeBackErrorsAllTheSame(int qmax)
    {
        const int Columns = 96, Outputs = 10;
        var w = Samples.Gaussian(Outputs * Columns, 0.1, seed: 14);
        for (var i = 0; i < w.Length; i++) if (i % 5 is 1 or 3) w[i] = 0;
        var shape = new ChannelShape(1, Outputs, Columns);
        var unseen = Activations(300, Columns, seed: 15);

        var q = Gptq.Round(w, new LayerShape(shape, 1), GramOf(Activations(2000, Columns, seed: 16), 1, Columns), new Rounding(qmax));

        Assert.All(Enumerable.Range(0, w.Length).Where(i => w[i] == 0), i => Assert.Equal(0, q.Values[i]));
        Assert.True(OutputError(w, q, unseen, Columns) < 0.8 * OutputError(w, RoundToNearest.PerChannel(w, shape, qmax), unseen, Columns));
    }

    [Fact]
    public void EmptyChannelsAndLeastScalesAreLikeRoundToNearests()
    {
        float[] w = [0, 0, 127, -127, 0.127f, 0.127f];
        var gram = GramOf([1, 0.5f, 0.5f, 1], 1, 2);

        var q = Gptq.Round(w, new LayerShape(new(1, 3, 2), 1), gram, new Rounding(127) { LeastScales = [0, 0, 0.01f] });

        Assert.True(q.Scales[2] >= 0.01f);
        Assert.Equal(q.Scales[1], q.Scales[0]);
        Assert.Equal([0, 0], q.Values[..2]);
    }
}
