using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Tests.Numerics.Weights;

public class BlockRoundingTests
{
    static float[] Random(int count, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.Next() / (double)ulong.MaxValue * 2 - 1))];
    }

    /// <summary>Each row has a common part, so that errors of one column can be taken back by others.</summary>
    static float[] Rows(int count, int columns, ulong seed)
    {
        var (each, common) = (Random(count * columns, seed), Random(count, seed + 1));
        return [.. each.Select((v, i) => 0.3f * v + common[i / columns])];
    }

    /// <summary>Σ (x · (w − w'))² in double.</summary>
    static double Error(float[] rows, float[] w, BlockWeights rounded)
    {
        var (real, inputs, outputs, sum) = (rounded.ToReal(), rounded.Inputs, rounded.Outputs, 0.0);
        for (var r = 0; r < rows.Length / inputs; r++)
            for (var o = 0; o < outputs; o++)
            {
                var error = 0.0;
                for (var j = 0; j < inputs; j++) error += (double)rows[r * inputs + j] * (w[j * outputs + o] - (double)real[j * outputs + o]);
                sum += error * error;
            }
        return sum;
    }

    [Theory]
    [InlineData(64, 3, 32)]
    [InlineData(70, 5, 32)]
    [InlineData(7, 2, 16)]
    [InlineData(300, 4, 128)]
    public void NearestErrsByAtMostHalfAStepOfEachBlockOrClips(int inputs, int outputs, int block)
    {
        var w = Random(inputs * outputs, 1);

        var rounded = BlockRounding.Nearest(w, inputs, block);

        var real = rounded.ToReal();
        Assert.Equal(outputs * ((inputs + block - 1) / block), rounded.Scales.Length);
        Assert.All(Enumerable.Range(0, w.Length), i =>
        {
            var scale = rounded.Scales[i % outputs * rounded.Blocks + i / outputs / block];
            // A relative 1e-6: the products are rounded to float.
            Assert.True(Math.Abs(w[i] - real[i]) <= 0.5000005 * scale || Math.Abs((int)rounded.Values[i]) == BlockRounding.QMax, $"{i}: {w[i]} became {real[i]} at {scale}");
        });
    }

    [Fact]
    public void MomentsLowerTheErrorOfTheOutput()
    {
        const int Inputs = 96, Outputs = 8;
        var (w, rows) = (Random(Inputs * Outputs, 2), Rows(400, Inputs, 3));
        var gram = new Gram(1, Inputs);
        gram.Add(rows);

        var (nearest, fitted) = (BlockRounding.Nearest(w, Inputs, 32), BlockRounding.ByMoments(w, gram, 32));

        Assert.True(Error(rows, w, fitted) < 0.5 * Error(rows, w, nearest), $"{Error(rows, w, fitted)} against {Error(rows, w, nearest)}");
    }

    /// <summary>Nothing is passed on where columns have nothing in common: every block is then rounded as for itself.</summary>
    [Fact]
    public void WithoutCorrelationMomentsRoundToNearest()
    {
        const int Inputs = 64, Outputs = 3;
        var w = Random(Inputs * Outputs, 4);
        var gram = new Gram(1, Inputs);
        for (var j = 0; j < Inputs; j++) gram.Add([.. Enumerable.Range(0, Inputs).Select(k => k == j ? 1f : 0f)]);

        var (nearest, fitted) = (BlockRounding.Nearest(w, Inputs, 32), BlockRounding.ByMoments(w, gram, 32));

        Assert.Equal(nearest.Values, fitted.Values);
        Assert.Equal(nearest.Scales, fitted.Scales, (a, b) => Math.Abs(a - b) <= 1e-5 * b);
    }

    [Fact]
    public void ZerosStayZeros()
    {
        var rounded = BlockRounding.Nearest(new float[64 * 2], 64, 32);

        Assert.All(rounded.Values, v => Assert.Equal(0, v));
        Assert.All(rounded.Scales, s => Assert.True(s > 0 && float.IsFinite(s)));
    }
}
