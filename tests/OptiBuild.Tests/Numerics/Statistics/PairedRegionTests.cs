using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class PairedRegionTests
{
    [Theory]
    [InlineData(20, 0.2)]
    [InlineData(60, 0.05)]
    [InlineData(400, 0.02)]
    public void ProbabilityIsTheSumOverAllItsOutcomes(int n, double limit)
    {
        var region = new PairedRegion(limit, 1.645, new(n), n);
        int[] boundary = [.. Enumerable.Range(0, n + 1).Select(c => Enumerable.Range(-1, n - c + 2).Last(b => b < 0 || region.Contains(b, c)))];

        foreach (var (broken, repaired) in new[] { (0.001, 0.0), (0.01, 0.001), (0.05, 0.03), (0.2, 0.1), (0.4, 0.35), (0.55, 0.45) })
        {
            var expected = Oracle.Accepted(n, boundary, broken, repaired);

            // Some thousand additions in double and logarithms of factorials up to 400!.
            Assert.Equal(expected, region.Probability(broken, repaired), Close.Within(1e-11));
        }
    }

    [Fact]
    public void TheBoundaryNeverFallsUntilItHitsTheEdge()
    {
        var region = new PairedRegion(0.01, 1.645, new(500), 500);

        for (var c = 0; c < 400; c++)
            for (var b = 0; b + c < 499; b++)
                Assert.True(!region.Contains(b, c) || region.Contains(b, c + 1));
    }
}
