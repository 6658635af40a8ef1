using OptiBuild.Numerics.Algebra;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Algebra;

public class DotTests
{
    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void SumsInEightFixedLanes(int length)
    {
        var (a, b) = (Samples.Gaussian(length, 1, seed: 1), Samples.Gaussian(length, 1, seed: 2));
        var (products, squares) = (new double[8], new double[8]);
        for (var i = 0; i < length; i++)
        {
            products[i % 8] += (double)a[i] * b[i];
            squares[i % 8] += ((double)a[i] - b[i]) * ((double)a[i] - b[i]);
        }

        Assert.Equal(products.Aggregate(0.0, (sum, x) => sum + x), Dot.Product(a, b));
        Assert.Equal(squares.Aggregate(0.0, (sum, x) => sum + x), Dot.SquaredDistance(a, b));
    }

    [Fact]
    public void AgreesWithTheOracle()
    {
        var (a, b) = (Samples.Uniform(10_000, 0, 1, seed: 3), Samples.Uniform(10_000, 0, 1, seed: 4));

        // 10⁴ additions in double, each off by 2⁻⁵³ of the sum at most.
        Assert.Equal(Oracle.Dot(a, b), Dot.Product(a, b), Close.Relative(1e-12));
        Assert.Equal(Oracle.SquaredDistance(a, b), Dot.SquaredDistance(a, b), Close.Relative(1e-12));
    }

    [Fact]
    public void RefusesDifferentLengths()
    {
        Assert.Throws<ArgumentException>(() => Dot.Product([1], [1, 2]));
    }
}
