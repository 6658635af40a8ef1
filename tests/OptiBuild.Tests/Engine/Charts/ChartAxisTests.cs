using OptiBuild.Engine.Charts;

namespace OptiBuild.Tests.Engine.Charts;

public class ChartAxisTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5)]
    [InlineData(1, 1)]
    [InlineData(1.5, 1.5)]
    public void LinearPlacesKeepDifferences(double value, double place) =>
        Assert.Equal(place, ChartAxis.Linear("", 0, 1, v => $"{v}").Place(value), precision: 12);

    /// <summary>Room of 1.2 on both sides of 1…100: the middle of the ratios is 10.</summary>
    [Fact]
    public void LogarithmicPlacesKeepRatios()
    {
        var axis = ChartAxis.Logarithmic("", 1, 100, v => $"{v}");

        Assert.Equal(0.5, axis.Place(10), precision: 12);
        Assert.Equal(axis.Place(4) - axis.Place(2), axis.Place(40) - axis.Place(20), precision: 12);
        Assert.InRange(axis.Place(1), 0.03, 0.05);
    }

    [Fact]
    public void OneValueAloneLiesInTheMiddle()
    {
        var axis = ChartAxis.Linear("", 0.9, 0.9, v => $"{v}");

        Assert.InRange(axis.Place(0.9), 0.3, 0.7);
        Assert.True(axis.Ticks.Count > 1, "An axis without numbers says nothing.");
    }
}
