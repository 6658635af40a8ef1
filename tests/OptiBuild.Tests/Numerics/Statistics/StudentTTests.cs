using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class StudentTTests
{
    [Theory]
    // Any printed table of Student's t, one-sided.
    [InlineData(0.95, 1, 6.314)]
    [InlineData(0.95, 2, 2.920)]
    [InlineData(0.95, 3, 2.353)]
    [InlineData(0.95, 4, 2.132)]
    [InlineData(0.95, 10, 1.812)]
    [InlineData(0.95, 120, 1.658)]
    [InlineData(0.99, 5, 3.365)]
    [InlineData(0.9, 3, 1.638)]
    public void QuantileIsThePublishedOne(double probability, double freedom, double expected)
    {
        // The series' own error at its left end.
        Assert.Equal(expected, StudentT.Quantile(probability, freedom), Close.Relative(0.006));
    }

    [Fact]
    public void FallsTowardsTheNormalOne()
    {
        var before = double.PositiveInfinity;
        foreach (var freedom in (double[])[1, 1.3, 1.8, 2, 2.5, 3, 4, 10, 100, 1e6])
        {
            var quantile = StudentT.Quantile(0.95, freedom);
            Assert.True(quantile < before);
            before = quantile;
        }

        Assert.Equal(Normal.Quantile(0.95), before, Close.Within(1e-5));
        Assert.Equal(1, StudentT.Widening(0.95, 1e9), Close.Within(1e-6));
    }
}
