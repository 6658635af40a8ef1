using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class LogFactorialTests
{
    [Fact]
    public void IsTheSumOfLogarithms()
    {
        var factorials = new LogFactorial(5000);
        var sum = 0.0;
        for (var k = 1; k <= 5000; k++)
        {
            sum += Math.Log(k);

            // Stirling's remainder at k = 16, and 5000 roundings of the sum itself.
            Assert.Equal(sum, factorials[k], Close.Within(1e-11 + 1e-13 * sum));
        }
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(40, 0.01)]
    [InlineData(40, 0.5)]
    [InlineData(300, 0.97)]
    [InlineData(2000, 0.02)]
    public void BinomialProbabilitiesAgreeWithTheOracle(int n, double p)
    {
        var factorials = new LogFactorial(n);
        var expected = Oracle.Binomial(n, p, n);
        var sum = 0.0;
        for (var k = 0; k <= n; k++)
        {
            sum += expected[k];

            // Both lose 1e-16 of logarithms up to 10⁴.
            Assert.Equal(expected[k], factorials.Binomial(k, n, p), Close.Within(1e-11));
            Assert.Equal(sum, factorials.BinomialCdf(k, n, p), Close.Within(1e-11));
        }
    }

    [Theory]
    // k = 0: (1 − p)^n = 0.025; k = 1: 1 − (1 − p)^10 = 0.025 and (1 − p)^9 (1 + 9p) = 0.025
    [InlineData(0, 10, 0, 0.3084971078187608)]
    [InlineData(1, 10, 0.002528578544, 0.445016117028)]
    [InlineData(10, 10, 0.6915028921812392, 1)]
    public void IntervalSolvesTheTailEquations(int k, int n, double low, double high)
    {
        var interval = new LogFactorial(n).Interval(k, n, 0.05);

        Assert.Equal(low, interval.Low, Close.Within(1e-10));
        Assert.Equal(high, interval.High, Close.Within(1e-10));
    }
}
