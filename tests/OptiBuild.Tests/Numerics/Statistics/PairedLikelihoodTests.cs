using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class PairedLikelihoodTests
{
    [Theory]
    [InlineData(100, 1.6448536269514722)]
    [InlineData(50, 3.090232306167814)]
    [InlineData(50_000, 1.6448536269514722)]
    public void UpperLimitWithoutChangesHasAClosedForm(int n, double z)
    {
        // r² = −2n ln(1 − Δ)
        var expected = 1 - Math.Exp(-z * z / (2 * n));

        Assert.Equal(expected, PairedLikelihood.UpperLimit(0, 0, n, z), Close.Relative(1e-10));
    }

    [Theory]
    [InlineData(3, 9, 44)]
    [InlineData(12, 2, 50)]
    [InlineData(1, 0, 30)]
    [InlineData(20, 20, 40)]
    public void IsTheRatioOfTheLargestLikelihoods(int b, int c, int n)
    {
        double Term(int k, double p) => k == 0 ? 0 : k * Math.Log(p);
        double Likelihood(double broken, double repaired) => Term(b, broken) + Term(c, repaired) + Term(n - b - c, 1 - broken - repaired);
        foreach (var loss in new[] { -0.02, 0.05, 0.3 })
        {
            var largest = Enumerable.Range(0, 100_001)
                .Select(i => Math.Max(0, -loss) + i / 100_000.0 * ((1 - loss) / 2 - Math.Max(0, -loss)))
                .Max(q => Likelihood(q + loss, q));

            var expected = Math.Sign((double)(b - c) / n - loss) * Math.Sqrt(2 * (Likelihood((double)b / n, (double)c / n) - largest));

            // The maximum is flat: the grid's step of 1e-5, squared.
            Assert.Equal(expected, PairedLikelihood.SignedRoot(b, c, n, loss), Close.Within(1e-6));
        }
    }

    [Fact]
    public void FallsInTheLossAndOrdersTheOutcomes()
    {
        for (var b = 0; b <= 20; b++)
            for (var c = 0; c + b < 40; c++)
                for (var loss = 0.01; loss < 0.6; loss += 0.03)
                {
                    Assert.True(PairedLikelihood.SignedRoot(b, c, 41, loss) > PairedLikelihood.SignedRoot(b, c, 41, loss + 0.01));
                    Assert.True(PairedLikelihood.SignedRoot(b + 1, c, 41, loss) > PairedLikelihood.SignedRoot(b, c, 41, loss));
                    Assert.True(PairedLikelihood.SignedRoot(b, c + 1, 41, loss) < PairedLikelihood.SignedRoot(b, c, 41, loss));
                }
    }
}
