using OptiBuild.Numerics.Statistics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Statistics;

public class PairedProportionsTests
{
    /// <summary>For each c the largest b that passes the budget; −1 where none does.</summary>
    static int[] Passing(int n, double budget, double confidence, int lastRepaired)
    {
        var boundary = new int[lastRepaired + 1];
        var b = -1;
        for (var c = 0; c <= lastRepaired; c++)
        {
            b = Math.Min(b, n - c);
            while (b + 1 + c <= n && new PairedTest(b + 1, c, n, confidence).Excludes(budget)) b++;
            while (b >= 0 && !new PairedTest(b, c, n, confidence).Excludes(budget)) b--;
            boundary[c] = b;
        }
        return boundary;
    }

    /// <summary>n, budget, confidence, largest share of repaired answers tried: all there are for small n.</summary>
    public static TheoryData<int, double, double, double> Edges => new()
    {
        { 20, 0.15, 0.95, 0.42 },
        { 20, 0.3, 0.95, 0.35 },
        { 20, 0.25, 0.8, 0.37 },
        { 50, 0.06, 0.95, 0.47 },
        { 50, 0.1, 0.99, 0.45 },
        { 100, 0.03, 0.95, 0.48 },
        { 100, 0.05, 0.95, 0.47 },
        { 300, 0.01, 0.95, 0.2 },
        { 300, 0.03, 0.9, 0.2 },
        { 1000, 0.01, 0.95, 0.06 },
        { 1000, 0.003, 0.95, 0.06 },
        { 5000, 0.005, 0.95, 0.02 },
        { 50_000, 0.001, 0.95, 0.001 },
    };

    [Theory]
    [MemberData(nameof(Edges))]
    public void AcceptsAtTheBudgetsEdgeAtMostAsOftenAsStated(int n, double budget, double confidence, double repaired)
    {
        var last = (int)Math.Min(n, n * repaired + 9 * Math.Sqrt(n * repaired) + 20);
        var boundary = Passing(n, budget, confidence, last);

        for (var step = 0; step <= 150; step++)
        {
            // Denser where few answers change, which is where approximate limits accept too often.
            var share = repaired * Math.Pow(step / 150.0, 3);

            // Enumeration in double.
            Assert.InRange(Oracle.Accepted(n, boundary, share + budget, share), 0, 1 - confidence + 1e-9);
        }
    }

    [Theory]
    [InlineData(1000, 0.01, 0.005, 0.85)]
    [InlineData(1000, 0.01, 0.01, 0.66)]
    [InlineData(500, 0.01, 0.005, 0.57)]
    [InlineData(100, 0.05, 0.01, 0.75)]
    public void AcceptsAnEqualModelAboutAsOftenAsTheAsymptoticTestWould(int n, double budget, double changedEachWay, double power)
    {
        var boundary = Passing(n, budget, 0.95, (int)(n * changedEachWay + 9 * Math.Sqrt(n * changedEachWay) + 20));

        Assert.InRange(Oracle.Accepted(n, boundary, changedEachWay, changedEachWay), power, 1);
    }

    [Theory]
    [InlineData(20, 0.95)]
    [InlineData(299, 0.95)]
    [InlineData(5000, 0.99)]
    [InlineData(50_000, 0.95)]
    public void WithoutChangesItIsTheExactBinomialBound(int n, double confidence)
    {
        var exact = 1 - Math.Pow(1 - confidence, 1.0 / n);

        // The share of the error spent on the nuisance parameter: ln(1 − 0.002) / ln 0.05.
        Assert.InRange(PairedProportions.UpperBound(0, 0, n, confidence), exact, 1.001 * exact + 1e-8);
    }

    [Theory]
    [InlineData(0, 0, 200)]
    [InlineData(2, 3, 200)]
    [InlineData(20, 20, 1000)]
    [InlineData(100, 90, 10_000)]
    public void IsClearlyBelowBonferroniClopperPearson(int b, int c, int n)
    {
        var factorials = new LogFactorial(n);
        var bonferroni = factorials.Interval(b, n, 0.05).High - factorials.Interval(c, n, 0.05).Low;

        var bound = PairedProportions.UpperBound(b, c, n, 0.95);

        Assert.True(bound - (double)(b - c) / n < 0.85 * (bonferroni - (double)(b - c) / n));
    }

    [Theory]
    [InlineData(100, 100, 5000)]
    [InlineData(500, 480, 50_000)]
    [InlineData(900, 1100, 20_000)]
    public void ApproachesTheLikelihoodLimitWhenMuchChanges(int b, int c, int n)
    {
        var limit = PairedLikelihood.UpperLimit(b, c, n, Normal.Quantile(0.95));

        // Of the distance to the estimate, what is left of discreteness at 200 changes or more.
        Assert.Equal(limit, PairedProportions.UpperBound(b, c, n, 0.95), Close.Within(0.01 * (limit - (double)(b - c) / n)));
    }

    [Theory]
    [InlineData(2, 5, 60)]
    [InlineData(0, 0, 100)]
    [InlineData(7, 3, 1000)]
    public void BoundAndTestSayTheSame(int b, int c, int n)
    {
        var bound = PairedProportions.UpperBound(b, c, n, 0.95);

        Assert.True(new PairedTest(b, c, n, 0.95).Excludes(bound));
        Assert.False(new PairedTest(b, c, n, 0.95).Excludes(bound - 2e-8));
        Assert.True(PairedProportions.Proves((b, c, n), bound, 0.95));
        Assert.False(PairedProportions.Proves((b, c, n), bound - 2e-8, 0.95));
    }

    [Fact]
    public void RisesWithBrokenAnswersAndFallsWithRepairedOnes()
    {
        double Bound(int b, int c) => PairedProportions.UpperBound(b, c, 40, 0.95);

        for (var b = 0; b < 12; b++)
            for (var c = 0; c < 12; c++)
            {
                Assert.True(Bound(b + 1, c) > Bound(b, c));
                Assert.True(Bound(b, c + 1) < Bound(b, c));
            }
    }

    [Theory]
    [InlineData(20, 0, 20, 1)]
    [InlineData(1, 0, 1, 1)]
    public void IsOneWhenEverythingBroke(int b, int c, int n, double expected)
    {
        Assert.Equal(expected, PairedProportions.UpperBound(b, c, n, 0.95));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 20, 20)]
    [InlineData(10, 10, 20)]
    [InlineData(19, 0, 20)]
    public void IsNeverBelowTheEstimate(int b, int c, int n)
    {
        Assert.InRange(PairedProportions.UpperBound(b, c, n, 0.95), (double)(b - c) / n, 1);
    }

    [Theory]
    [InlineData(-1, 0, 10, 0.95)]
    [InlineData(6, 5, 10, 0.95)]
    [InlineData(0, 0, 0, 0.95)]
    [InlineData(0, 0, 10, 1)]
    [InlineData(0, 0, 10, double.NaN)]
    public void RefusesWhatCannotBe(int b, int c, int n, double confidence)
    {
        Assert.Throws<ArgumentException>(() => PairedProportions.UpperBound(b, c, n, confidence));
    }
}
