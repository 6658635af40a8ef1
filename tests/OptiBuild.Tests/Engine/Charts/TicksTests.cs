using OptiBuild.Engine.Charts;

namespace OptiBuild.Tests.Engine.Charts;

public class TicksTests
{
    public static TheoryData<double, double, double[]> Ranges => new()
    {
        { 0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1] },
        { 0, 100, [0, 20, 40, 60, 80, 100] },
        { 0.1, 0.3, [0.1, 0.15, 0.2, 0.25, 0.3] },
        { 0.8642, 0.9142, [0.87, 0.88, 0.89, 0.9, 0.91] },
        { -3, 4, [-3, -2, -1, 0, 1, 2, 3, 4] },
        { 999_999, 1_000_001, [999_999, 999_999.5, 1_000_000, 1_000_000.5, 1_000_001] },
    };

    /// <summary>Exactly: 0.6 and not 0.6000000000000001, which a label would show.</summary>
    [Theory]
    [MemberData(nameof(Ranges))]
    public void AreTheRoundNumbersInARange(double least, double most, double[] expected) => Assert.Equal(expected, Ticks.Linear(least, most, 5));

    [Theory]
    [InlineData(0.1366, 0.9142, 0, 1)]
    [InlineData(0.87, 0.91, 0.87, 0.91)]
    [InlineData(-0.3, 7.2, -2, 8)]
    public void RangesAreWidenedToRoundNumbers(double least, double most, double first, double last) => Assert.Equal((first, last), Ticks.Rounded(least, most, 5));

    [Fact]
    public void ARangeThatIsRoundStaysAsItIs() => Assert.Equal((0.0, 1.0), Ticks.Rounded(0, 1, 5));

    [Fact]
    public void LogarithmicOnesAre125() => Assert.Equal([200_000.0, 500_000, 1_000_000, 2_000_000, 5_000_000], Ticks.Logarithmic(150_000, 7_000_000));

    [Fact]
    public void LogarithmicEndsAreIncluded() => Assert.Equal([0.01, 0.02, 0.05, 0.1], Ticks.Logarithmic(0.01, 0.1).Select(t => Math.Round(t, 12)));
}
