using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class NormalTests
{
    [Theory]
    // Wichura's own checks of AS 241
    [InlineData(0.25, -0.6744897501960817)]
    [InlineData(0.001, -3.090232306167814)]
    [InlineData(1e-20, -9.262340089798408)]
    // Φ by its series in 60 decimal digits, solved by bisection
    [InlineData(0.5, 0)]
    [InlineData(0.95, 1.6448536269514727)]
    [InlineData(0.975, 1.9599639845400542)]
    public void QuantileEqualsPublishedValues(double p, double expected)
    {
        // Five units of the last place: two polynomials of degree 7 and a quotient.
        Assert.Equal(expected, Normal.Quantile(p), Close.Relative(1e-15));
    }

    [Fact]
    public void CdfInvertsTheQuantile()
    {
        for (var p = 0.0005; p < 1; p += 0.0005)
            Assert.Equal(p, Normal.Cdf(Normal.Quantile(p)), Close.Within(1e-15));
    }

    [Theory]
    // Abramowitz, Stegun, table 26.1
    [InlineData(0, 0.5)]
    [InlineData(1, 0.841344746068543)]
    [InlineData(-2, 0.022750131948179)]
    [InlineData(3, 0.998650101968370)]
    [InlineData(40, 1)]
    [InlineData(-40, 0)]
    public void CdfEqualsPublishedValues(double x, double expected)
    {
        Assert.Equal(expected, Normal.Cdf(x), Close.Within(1e-15));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void RefusesWhatIsNoProbability(double p)
    {
        Assert.Throws<ArgumentException>(() => Normal.Quantile(p));
    }
}
