using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class SampleSizeTests
{
    [Theory]
    [InlineData(0.01, 0.95, 299)]
    [InlineData(0.05, 0.95, 59)]
    [InlineData(0.001, 0.99, 4606)]
    [InlineData(1e-12, 0.95, int.MaxValue)]
    public void ForNoChangeIsTheLeastThatProvesTheBudget(double budget, double confidence, int expected)
    {
        // ln(1 − confidence) / ln(1 − budget) and at most one sample more.
        Assert.InRange(SampleSize.ForNoChange(budget, confidence), expected - 1, expected);
    }

    [Theory]
    [InlineData(0.01, 0.95)]
    [InlineData(0.1, 0.95)]
    [InlineData(0.003, 0.9)]
    [InlineData(0.02, 0.999)]
    public void ForNoChangeAgreesWithTheBound(double budget, double confidence)
    {
        var n = SampleSize.ForNoChange(budget, confidence);

        Assert.True(PairedProportions.UpperBound(0, 0, n, confidence) <= budget + 1e-8);
        Assert.True(PairedProportions.UpperBound(0, 0, n - 1, confidence) > budget);
    }

    [Theory]
    [InlineData(500, 0.01, 0.02)]
    [InlineData(1000, 0.01, 0.01)]
    [InlineData(1000, 0.01, 0.04)]
    [InlineData(300, 0.03, 0.05)]
    public void PowerIsNearTheExactOne(int n, double budget, double discordance)
    {
        var each = discordance / 2;
        var boundary = new int[(int)(n * each + 9 * Math.Sqrt(n * each) + 20)];
        for (int c = 0, b = -1; c < boundary.Length; c++)
        {
            while (new PairedTest(b + 1, c, n, 0.95).Excludes(budget)) b++;
            boundary[c] = b;
        }

        var exact = Oracle.Accepted(n, boundary, each, each);

        // The normal approximation's own error; stated in its remarks.
        Assert.Equal(exact, SampleSize.Power(n, budget, discordance, 0.95), Close.Within(0.03));
    }

    [Theory]
    [InlineData(0.01, 0.02, 0.8)]
    [InlineData(0.005, 0.04, 0.9)]
    [InlineData(0.02, 0, 0.8)]
    public void ForPowerIsTheLeastWithThatPower(double budget, double discordance, double power)
    {
        var n = SampleSize.ForPower(budget, discordance, 0.95, power);

        Assert.True(SampleSize.Power(n, budget, discordance, 0.95) >= power);
        Assert.True(SampleSize.Power(n - 1, budget, discordance, 0.95) < power);
    }

    [Fact]
    public void TooFewSamplesHaveNoPower()
    {
        Assert.Equal(0, SampleSize.Power(100, 0.01, 0, 0.95));
        Assert.Equal(1, SampleSize.Power(300, 0.01, 0, 0.95));
    }
}
