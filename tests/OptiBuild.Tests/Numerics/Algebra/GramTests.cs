using OptiBuild.Numerics.Algebra;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Algebra;

public class GramTests
{
    /// <summary>What the type states: 128 float additions, each off by 2⁻²⁴ at most.</summary>
    const double ChunkError = 128.0 / (1 << 24);

    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 1, 8, 1 }, { 1, 7, 8, 5 }, { 1, 16, 64, 128 }, { 1, 33, 64, 300 }, { 5, 9, 16, 200 }, { 2, 40, 15, 150 }, { 1, 70, 32, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void AgreesWithTheOracle(int groups, int columns, int largestBlock, int n)
    {
        var width = groups * columns;
        var x = Samples.Gaussian(n * width, 1, seed: 1);
        var gram = new Gram(groups, columns, largestBlock);

        gram.Add(x);

        Assert.Equal((n, groups * columns), ((int)gram.Count, gram.Blocks.Sum(b => b.Columns)));
        foreach (var block in gram.Blocks)
        {
            Assert.True(block.Columns <= largestBlock && block.First / columns == (block.First + block.Columns - 1) / columns);
            for (var i = 0; i < block.Columns; i++)
                for (var j = 0; j < block.Columns; j++)
                {
                    var products = Enumerable.Range(0, n).Select(r => (double)x[r * width + block.First + i] * x[r * width + block.First + j]).ToArray();
                    Assert.Equal(products.Sum(), block.Matrix[i * block.Columns + j], Close.Within(ChunkError * products.Sum(Math.Abs) + 1e-30));
                }
        }
        for (var j = 0; j < width; j++)
            Assert.Equal(Enumerable.Range(0, n).Sum(r => (double)x[r * width + j]), gram.Sums[j], Close.Within(1e-12 * n));
    }

    [Fact]
    public void HasTheBitsOfAChainOfFusedMultiplyAdds()
    {
        const int N = 300, Columns = 37, Chunk = 128;
        var x = Samples.Gaussian(N * Columns, 1, seed: 2);
        var gram = new Gram(1, Columns);

        gram.Add(x);

        for (var i = 0; i < Columns; i++)
            for (var j = 0; j < Columns; j++)
            {
                var expected = 0.0;
                for (var start = 0; start < N; start += Chunk)
                {
                    var sum = 0f;
                    for (var r = start; r < Math.Min(N, start + Chunk); r++) sum = MathF.FusedMultiplyAdd(x[r * Columns + i], x[r * Columns + j], sum);
                    expected += sum;
                }
                Assert.Equal(expected, gram.Blocks[0].Matrix[i * Columns + j]);
            }
    }

    [Fact]
    public void DoesNotDependOnHowRowsAreSplit()
    {
        const int N = 401, Columns = 21;
        var x = Samples.Uniform(N * Columns, -1, 3, seed: 3);
        var (whole, split) = (new Gram(1, Columns), new Gram(1, Columns));

        whole.Add(x);
        for (var start = 0; start < N; start += 29) split.Add(x.AsSpan(start * Columns, Math.Min(29, N - start) * Columns));

        Assert.Equal(whole.Blocks[0].Matrix, split.Blocks[0].Matrix);
        Assert.Equal(whole.Sums.ToArray(), split.Sums.ToArray());
    }

    [Fact]
    public void RefusesHalfARow()
    {
        Assert.Throws<ArgumentException>(() => new Gram(2, 3).Add([1, 2, 3]));
    }
}
