using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Sweeps;

namespace OptiBuild.Tests.Engine.Sweeps;

public class SweepSettingsTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, SweepSettings.All.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void EveryRowHasASeriesAndValidOptions(int row)
    {
        var setting = SweepSettings.All[row];

        Assert.True(SweepSeries.ByKey.ContainsKey(setting.Series));
        Assert.Equal(GateMode.Warn, Options.From(setting.Texts(MetricUnit.Share)).Gate);
        Assert.NotEqual(BudgetUnit.Points, Options.From(setting.Texts(MetricUnit.Own)).MaxDrop?.Unit);
    }

    [Fact]
    public void SeriesThatStartElsewhereNameASeries() =>
        Assert.All(SweepSeries.All.Where(s => s.From is not null), s => Assert.Contains(SweepSettings.All, p => p.Series == s.From));

    /// <summary>A class of the page gives the color.</summary>
    [Fact]
    public void EverySeriesHasAColorInLightAndInDark() =>
        Assert.All(SweepSeries.All, s => Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(SweepStyle.Css, $"--{s.Key}: #")));

    [Fact]
    public void EverySeriesHasAMarkerOfItsOwn() => Assert.Equal(SweepSeries.All.Length, SweepSeries.All.DistinctBy(s => s.Marker).Count());
}
