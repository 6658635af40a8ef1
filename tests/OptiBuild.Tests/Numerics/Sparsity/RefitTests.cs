using OptiBuild.Numerics.Sparsity;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Sparsity;

public class RefitTests
{
    const int Steps = 200;

    /// <summary>Where the loss is flat, weights of the order of 1 may still differ in the third digit; the loss itself is within a thousandth of its least.</summary>
    const double Convergence = 2e-2, LeastLoss = 1e-3;

    /// <summary>w'_S = w_S + H_SS⁻¹ H_SZ w_Z: what the zeros Z gave, the others S take over.</summary>
    static double[] Direct(float[] w, bool[] isZero, double[] h)
    {
        var n = w.Length;
        int[] kept = [.. Enumerable.Range(0, n).Where(j => !isZero[j])], gone = [.. Enumerable.Range(0, n).Where(j => isZero[j])];
        double[] a = [.. kept.SelectMany(i => kept.Select(j => h[i * n + j]))], b = [.. kept.Select(i => gone.Sum(j => h[i * n + j] * w[j]))];
        var change = Layers.Solve(a, b);
        var result = new double[n];
        for (var i = 0; i < kept.Length; i++) result[kept[i]] = w[kept[i]] + change[i];
        return result;
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(40, 5)]
    [InlineData(150, 3)]
    public void FindsWhatADirectSolutionOfEachRowFinds(int columns, int outputs)
    {
        var before = Layers.Weights(outputs, columns, seed: 1);
        var moments = Layers.Moments(Layers.Activations(6 * columns, columns, seed: 2), 1, columns);
        var after = before.Copy();
        Magnitude.Prune(after.Values, 0.6);

        var start = after.Copy();
        Refit.Run(before, after, moments, Steps);

        var h = Layers.Damped(moments.Blocks[0].Matrix, columns);
        for (var o = 0; o < outputs; o++)
        {
            var expected = Direct(before.Row(o).ToArray(), [.. start.Row(o).ToArray().Select(v => v == 0)], h);
            Assert.All(expected.Zip(after.Row(o).ToArray()), p => Assert.Equal(p.First, p.Second, Close.Within(Convergence)));
            Assert.InRange(Loss(before.Row(o).ToArray(), [.. after.Row(o).ToArray().Select(v => (double)v)], h), 0, (1 + LeastLoss) * Loss(before.Row(o).ToArray(), expected, h));
        }
    }

    static double Loss(float[] w, double[] changed, double[] h)
    {
        var n = w.Length;
        return Enumerable.Range(0, n).Sum(i => Enumerable.Range(0, n).Sum(j => (w[i] - changed[i]) * h[i * n + j] * (w[j] - changed[j])));
    }

    [Fact]
    public void ZerosStayZeros()
    {
        var before = Layers.Weights(8, 64, seed: 3);
        var after = before.Copy();
        Magnitude.Prune(after.Values, 0.7);
        var mask = after.Values.Select(v => v == 0).ToArray();

        Refit.Run(before, after, Layers.Moments(Layers.Activations(300, 64, seed: 4), 1, 64), Steps);

        Assert.Equal(mask, after.Values.Select(v => v == 0));
    }

    [Fact]
    public void LosesLessOnRowsNeverSeen()
    {
        var before = Layers.Weights(16, 64, seed: 5);
        var masked = before.Copy();
        Magnitude.Prune(masked.Values, 0.5);
        var (after, unseen) = (masked.Copy(), Layers.Activations(200, 64, seed: 7));

        Refit.Run(before, after, Layers.Moments(Layers.Activations(1000, 64, seed: 6), 1, 64), Steps);

        // Correlated neighbours give back more than half of what was lost.
        Assert.True(Layers.Loss(before, after, unseen) < 0.5 * Layers.Loss(before, masked, unseen));
    }

    [Fact]
    public void ABiasTakesOutTheMean()
    {
        const int Columns = 30;
        var x = Layers.Activations(2000, Columns, seed: 8).Select(v => v + 3).ToArray();
        var before = Layers.Weights(4, Columns, seed: 9);
        var moments = Layers.Moments(x, 1, Columns, MeanError.GoesToBias);
        var after = before.Copy();
        Magnitude.Prune(after.Values, 0.5);
        Refit.Run(before, after, moments, Steps);

        var shift = moments.Shift(before, after);

        for (var o = 0; o < 4; o++)
        {
            var mean = Enumerable.Range(0, 2000).Average(r => Enumerable.Range(0, Columns).Sum(j => ((double)before.Row(o)[j] - after.Row(o)[j]) * x[r * Columns + j]));
            Assert.Equal(mean, shift[o], Close.Within(1e-4));
        }
    }
}
