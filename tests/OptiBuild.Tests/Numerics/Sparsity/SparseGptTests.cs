using OptiBuild.Numerics.Sparsity;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Sparsity;

public class SparseGptTests
{
    /// <summary>The definition in double: of all weights those with the smallest w² / [H⁻¹]_jj after the columns before were eliminated; then column by column.</summary>
    static double[] Definition(LayerRows w, double[] h, int zeros)
    {
        var (n, rows) = (w.Columns, w.Outputs);
        var inverses = new double[n][];
        for (var j = 0; j < n; j++)
        {
            // Of the columns from j on: (H_{≥j})⁻¹, of which the first row says how an error in j is taken back.
            double[] rest = [.. Enumerable.Range(j, n - j).SelectMany(a => Enumerable.Range(j, n - j).Select(b => h[a * n + b]))];
            inverses[j] = Layers.Solve(rest, [.. Enumerable.Range(0, n - j).Select(i => i == 0 ? 1.0 : 0)]);
        }
        var values = w.Values.Select(v => (double)v).ToArray();
        var scores = values.Select((v, at) => v * v / inverses[at % n][0]).ToArray();
        var gone = Enumerable.Range(0, values.Length).OrderBy(i => scores[i]).Take(zeros).ToHashSet();
        for (var o = 0; o < rows; o++)
            for (var j = 0; j < n; j++)
            {
                if (!gone.Contains(o * n + j)) continue;
                var error = values[o * n + j] / inverses[j][0];
                for (var k = j; k < n; k++) values[o * n + k] -= error * inverses[j][k - j];
                values[o * n + j] = 0;
            }
        return values;
    }

    [Theory]
    [InlineData(9, 2, 7)]
    [InlineData(60, 7, 210)]
    public void FollowsTheDefinition(int columns, int outputs, int zeros)
    {
        var w = Layers.Weights(outputs, columns, seed: 1);
        var moments = Layers.Moments(Layers.Activations(8 * columns, columns, seed: 2), 1, columns);
        var expected = Definition(w, Layers.Damped(moments.Blocks[0].Matrix, columns), zeros);

        new SparseGpt(moments).Prune(w, new ZeroCount(zeros));

        Assert.Equal(zeros, Layers.Zeros(w));
        // The sweep is in float, over a few dozen columns.
        Assert.All(expected.Zip(w.Values), p => Assert.Equal(p.First, p.Second, Close.Within(1e-3)));
    }

    [Theory]
    [InlineData(1, 300, 12, 1801)]
    [InlineData(3, 9, 6, 13)]
    [InlineData(24, 9, 24, 100)]
    public void CountsAreExactOverBlocksAndGroups(int groups, int columns, int outputs, int zeros)
    {
        var w = Layers.Weights(outputs, columns, seed: 3, groups);

        new SparseGpt(Layers.Moments(Layers.Activations(400, groups * columns, seed: 4), groups, columns)).Prune(w, new ZeroCount(zeros));

        Assert.Equal(zeros, Layers.Zeros(w));
    }

    [Theory]
    [InlineData(2, 4, 1)]
    [InlineData(4, 8, 9)]
    public void OfNeighbouringChannelsSoManyRemainAtEachPosition(int keep, int of, int kernel)
    {
        var w = Layers.Weights(5, 16 * kernel, seed: 5);

        new SparseGpt(Layers.Moments(Layers.Activations(500, 16 * kernel, seed: 6), 1, 16 * kernel)).Prune(w, new KeepOf(keep, of, kernel));

        for (var o = 0; o < 5; o++)
            for (var first = 0; first < 16; first += of)
                for (var k = 0; k < kernel; k++)
                    Assert.Equal(keep, Enumerable.Range(first, of).Count(c => w.Row(o)[c * kernel + k] != 0));
    }

    [Fact]
    public void WithARefitItComesNearTheBestOfAllMasks()
    {
        const int Columns = 10, Zeros = 5;
        var (x, chosen, best) = (Layers.Activations(400, Columns, seed: 8), 0.0, 0.0);
        var moments = Layers.Moments(x, 1, Columns);
        for (ulong seed = 20; seed < 40; seed++)
        {
            var before = Layers.Weights(1, Columns, seed);
            var pruned = before.Copy();
            new SparseGpt(moments).Prune(pruned, new ZeroCount(Zeros));
            Refit.Run(before, pruned, moments, 50);
            chosen += Layers.Loss(before, pruned, x);
            best += AllMasks(Columns, Zeros).Min(mask => Layers.Loss(before, Fitted(before, mask, moments), x));
        }

        // A greedy choice against 252 masks: over twenty layers together within the double, of magnitude it is about four times.
        Assert.InRange(chosen, 0.98 * best, 2 * best);
    }

    static IEnumerable<bool[]> AllMasks(int n, int zeros) =>
        Enumerable.Range(0, 1 << n).Where(m => int.PopCount(m) == zeros).Select(m => Enumerable.Range(0, n).Select(j => (m >> j & 1) == 1).ToArray());

    static LayerRows Fitted(LayerRows before, bool[] mask, InputMoments moments)
    {
        var w = before.Copy();
        for (var j = 0; j < mask.Length; j++)
            if (mask[j]) w.Values[j] = 0;
        Refit.Run(before, w, moments, 50);
        return w;
    }

    [Fact]
    public void WhatNothingReachesGoesFirst()
    {
        var x = Layers.Activations(100, 20, seed: 9);
        for (var i = 0; i < x.Length; i += 20) x[i + 13] = 0;
        var w = Layers.Weights(4, 20, seed: 10);

        new SparseGpt(Layers.Moments(x, 1, 20)).Prune(w, new ZeroCount(4));

        for (var o = 0; o < 4; o++) Assert.Equal(0, w.Row(o)[13]);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(0f)]
    [InlineData(3e38f)]
    public void NeverFailsForLackOfMoments(float x)
    {
        var w = Layers.Weights(3, 10, seed: 11);

        new SparseGpt(Layers.Moments([.. Enumerable.Repeat(x, 40)], 1, 10)).Prune(w, new ZeroCount(12));

        Assert.Equal(12, Layers.Zeros(w));
    }
}
