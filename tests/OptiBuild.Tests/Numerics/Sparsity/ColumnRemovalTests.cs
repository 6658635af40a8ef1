using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Sparsity;

/// <summary>Removing columns and refitting the others, against normal equations solved in double by elimination.</summary>
public class ColumnRemovalTests
{
    const int Rows = 5, Seen = 300;

    /// <summary>Moments are kept in float: a relative 6·10⁻⁸ of each, times the condition number, which damping keeps below some hundreds.</summary>
    const double Kept = 1e-4;

    /// <summary>[samples, columns] correlated, with means.</summary>
    static float[] Inputs(int columns, ulong seed)
    {
        var own = Samples.Gaussian(Seen * columns, 1, seed);
        var common = Samples.Gaussian(Seen, 1, seed + 1);
        return [.. own.Select((v, i) => v * 0.5f + common[i / columns] * (i % columns % 3) + i % columns % 4)];
    }

    static ColumnMoments Moments(float[] x, int columns, MeanIs mean, int block = 1024)
    {
        var gram = new Gram(1, columns, block);
        gram.Add(x);
        return ColumnMoments.Of(gram, mean);
    }

    /// <summary>[columns, columns] with damping; moments between blocks left out.</summary>
    static double[,] Damped(float[] x, int columns, MeanIs mean)
    {
        var h = new double[columns, columns];
        var m = Enumerable.Range(0, columns).Select(j => mean == MeanIs.Lost ? 0 : Enumerable.Range(0, Seen).Average(r => (double)x[r * columns + j])).ToArray();
        for (var i = 0; i < columns; i++)
            for (var j = 0; j < columns; j++) h[i, j] = Enumerable.Range(0, Seen).Average(r => (x[r * columns + i] - m[i]) * (x[r * columns + j] - m[j]));
        var damp = ColumnRemoval.Damp * Enumerable.Range(0, columns).Average(i => h[i, i]);
        for (var i = 0; i < columns; i++) h[i, i] += damp;
        return h;
    }

    /// <summary>Weights w' with w'_S = 0 that minimize (w − w') H (w − w')ᵀ, and the minimum.</summary>
    static (double[] Weights, double Cost) Best(double[,] h, float[] w, int[] gone)
    {
        int[] kept = [.. Enumerable.Range(0, w.Length).Except(gone)];
        var right = kept.Select(i => gone.Sum(s => h[i, s] * w[s])).ToArray();
        var shift = Solve(kept.Select(i => kept.Select(j => h[i, j]).ToArray()).ToArray(), right);
        var best = w.Select(v => (double)v).ToArray();
        foreach (var s in gone) best[s] = 0;
        for (var i = 0; i < kept.Length; i++) best[kept[i]] += shift[i];
        var cost = 0.0;
        for (var i = 0; i < w.Length; i++)
            for (var j = 0; j < w.Length; j++) cost += (w[i] - best[i]) * h[i, j] * (w[j] - best[j]);
        return (best, cost);
    }

    static double[] Solve(double[][] a, double[] b)
    {
        var n = b.Length;
        for (var k = 0; k < n; k++)
            for (var i = k + 1; i < n; i++)
            {
                var f = a[i][k] / a[k][k];
                for (var j = k; j < n; j++) a[i][j] -= f * a[k][j];
                b[i] -= f * b[k];
            }
        for (var k = n - 1; k >= 0; k--)
        {
            for (var j = k + 1; j < n; j++) b[k] -= a[k][j] * b[j];
            b[k] /= a[k][k];
        }
        return b;
    }

    public static TheoryData<int, int[], MeanIs> Sets => new()
    {
        { 4, [2], MeanIs.TakenUp }, { 12, [0, 5, 11], MeanIs.TakenUp }, { 12, [3, 4], MeanIs.Lost }, { 40, [1, 2, 3, 17, 18, 30], MeanIs.TakenUp }, { 150, [0, 7, 64, 65, 128, 149], MeanIs.TakenUp },
    };

    [Theory]
    [MemberData(nameof(Sets))]
    public void CostAndWeightsAreThoseOfTheNormalEquations(int columns, int[] gone, MeanIs mean)
    {
        var x = Inputs(columns, seed: 3);
        var w = Samples.Gaussian(Rows * columns, 1, seed: 9);
        var removal = new ColumnRemoval(Moments(x, columns, mean), w, Rows);
        var expected = Enumerable.Range(0, Rows).Select(r => Best(Damped(x, columns, mean), w[(r * columns)..((r + 1) * columns)], gone)).ToArray();

        var cost = removal.Cost(gone);
        Assert.Equal(cost, removal.Remove(gone), Close.Within(1e-9 * cost));

        Assert.Equal(expected.Sum(e => e.Cost), cost, Close.Within(Kept * cost));
        var after = new float[w.Length];
        removal.CopyTo(after);
        for (var i = 0; i < w.Length; i++) Assert.Equal(expected[i / columns].Weights[i % columns], after[i], Close.Within(Kept * 30));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void RefitIsTheSameAsRemovalOneAfterAnother(int columns, int[] gone, MeanIs mean)
    {
        var moments = Moments(Inputs(columns, seed: 4), columns, mean, block: 64);
        var w = Samples.Gaussian(Rows * columns, 1, seed: 5);
        var removal = new ColumnRemoval(moments, w, Rows);
        foreach (var column in gone) removal.Remove([column]);
        var (expected, fitted, isGone) = (new float[w.Length], w.ToArray(), new bool[columns]);
        removal.CopyTo(expected);
        foreach (var column in gone) isGone[column] = true;

        ColumnRefit.Fit(moments, fitted, Rows, isGone);

        for (var i = 0; i < w.Length; i++) Assert.Equal(expected[i], fitted[i], Close.Within(Kept * 30));
    }

    [Fact]
    public void RefitLosesLessOnSamplesItDidNotSee()
    {
        const int Columns = 24;
        var moments = Moments(Inputs(Columns, seed: 6), Columns, MeanIs.TakenUp);
        var w = Samples.Gaussian(Rows * Columns, 1, seed: 7);
        var (plain, fitted, gone) = (w.ToArray(), w.ToArray(), new bool[Columns]);
        for (var j = 0; j < Columns; j += 2) gone[j] = true;
        for (var i = 0; i < w.Length; i++) if (gone[i % Columns]) plain[i] = 0;

        ColumnRefit.Fit(moments, fitted, Rows, gone);

        var others = Inputs(Columns, seed: 60);
        Assert.InRange(Variance(w, fitted, others), 0, 0.5 * Variance(w, plain, others));

        double Variance(float[] a, float[] b, float[] x) => Enumerable.Range(0, Rows).Sum(o =>
        {
            var errors = Enumerable.Range(0, Seen).Select(r => Enumerable.Range(0, Columns).Sum(j => ((double)a[o * Columns + j] - b[o * Columns + j]) * x[r * Columns + j])).ToArray();
            return errors.Average(e => e * e) - errors.Average() * errors.Average();
        });
    }

    [Fact]
    public void OfTwoColumnsThatSayTheSameOneCostsTheDampingAlone()
    {
        const int Columns = 8;
        var x = Inputs(Columns, seed: 8);
        for (var i = 0; i < x.Length; i += Columns) x[i + 5] = x[i + 2];
        var w = Samples.Gaussian(Rows * Columns, 1, seed: 1);
        var moments = Moments(x, Columns, MeanIs.TakenUp);
        var noise = ColumnRemoval.Damp * Enumerable.Range(0, Columns).Average(moments.Variance);

        // w moves from column 5 to column 2: the damping counts both changes, w² each.
        Assert.InRange(new ColumnRemoval(moments, w, Rows).Cost([5]), 0, 2 * noise * Enumerable.Range(0, Rows).Sum(r => (double)w[r * Columns + 5] * w[r * Columns + 5]));
    }

    [Fact]
    public void MomentsWithoutAnyVarianceLeaveTheOtherWeights()
    {
        const int Columns = 6;
        var moments = Moments(new float[Seen * Columns], Columns, MeanIs.TakenUp);
        var w = Samples.Gaussian(Rows * Columns, 1, seed: 2);
        var fitted = w.ToArray();

        ColumnRefit.Fit(moments, fitted, Rows, [true, false, false, false, false, false]);

        Assert.Equal(w.Select((v, i) => i % Columns == 0 ? 0 : v), fitted);
        Assert.All(Enumerable.Range(0, Columns), c => Assert.Equal(0, moments.Variance(c)));
    }

    [Fact]
    public void SignalIsTheVarianceOfTheOutputs()
    {
        const int Columns = 10;
        var x = Inputs(Columns, seed: 2);
        var w = Samples.Gaussian(Rows * Columns, 1, seed: 3);
        var expected = Enumerable.Range(0, Rows).Sum(o =>
        {
            var y = Enumerable.Range(0, Seen).Select(r => Enumerable.Range(0, Columns).Sum(j => (double)w[o * Columns + j] * x[r * Columns + j])).ToArray();
            return y.Average(v => v * v) - y.Average() * y.Average();
        });

        Assert.Equal(expected, Moments(x, Columns, MeanIs.TakenUp).Signal(w, Rows), Close.Within(Kept * expected));
    }
}
