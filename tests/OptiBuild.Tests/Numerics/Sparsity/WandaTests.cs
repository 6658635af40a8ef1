using OptiBuild.Numerics.Sparsity;

namespace OptiBuild.Tests.Numerics.Sparsity;

public class WandaTests
{
    [Fact]
    public void TakesTheSmallestProductsOfWeightAndNormInEachRow()
    {
        const int Columns = 24, Outputs = 5;
        var x = Layers.Activations(60, Columns, seed: 1);
        var before = Layers.Weights(Outputs, Columns, seed: 2);
        var norms = Enumerable.Range(0, Columns).Select(j => Math.Sqrt(Enumerable.Range(0, 60).Sum(r => (double)x[r * Columns + j] * x[r * Columns + j]))).ToArray();
        var after = before.Copy();

        Wanda.Prune(after, Layers.Moments(x, 1, Columns), new ZeroCount(Outputs * 12));

        for (var o = 0; o < Outputs; o++)
        {
            var row = before.Row(o).ToArray();
            var gone = Enumerable.Range(0, Columns).OrderBy(j => Math.Abs(row[j]) * norms[j]).Take(12).ToHashSet();
            Assert.Equal(row.Select((v, j) => gone.Contains(j) ? 0 : v), after.Row(o).ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(61)]
    [InlineData(120)]
    public void TheCountsOfRowsAddUp(int zeros)
    {
        var w = Layers.Weights(6, 20, seed: 3);

        Wanda.Prune(w, InputMoments.Alike(1, 20), new ZeroCount(zeros));

        Assert.Equal(zeros, Layers.Zeros(w));
    }

    [Fact]
    public void ChannelsLeftOverKeepTheSameShareRoundedUp()
    {
        var w = Layers.Weights(3, 7, seed: 4);

        Wanda.Prune(w, InputMoments.Alike(1, 7), new KeepOf(2, 4, 1));

        for (var o = 0; o < 3; o++) Assert.Equal((2, 2), (w.Row(o)[..4].ToArray().Count(v => v != 0), w.Row(o)[4..].ToArray().Count(v => v != 0)));
    }
}
