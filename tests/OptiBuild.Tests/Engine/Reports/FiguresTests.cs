using OptiBuild.Engine.Reports;

namespace OptiBuild.Tests.Engine.Reports;

public class FiguresTests
{
    [Theory]
    [InlineData(0.95, "95 %")]
    [InlineData(0.999, "99.9 %")]
    [InlineData(0.9999, "99.99 %")]
    public void PercentHasAsManyDigitsAsItNeeds(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(0L, "0.0 kB")]
    [InlineData(54_321L, "54.3 kB")]
    [InlineData(99_999L, "100.0 kB")]
    [InlineData(100_000L, "0.10 MB")]
    [InlineData(2_147_483_648L, "2147.48 MB")]
    public void BytesAreDecimal(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0.91, 0.90, "accuracy fell from 91.00 % to 90.00 % (12 answers broken, 10 repaired, of 5000 samples)")]
    [InlineData(0.90, 0.91, "accuracy rose from 90.00 % to 91.00 % (12 answers broken, 10 repaired, of 5000 samples)")]
    [InlineData(0.90, 0.90, "accuracy stayed at 90.00 % (12 answers broken, 10 repaired, of 5000 samples)")]
    [InlineData(0.90, double.NaN, "accuracy became NaN % where it was 90.00 % (12 answers broken, 10 repaired, of 5000 samples)")]
    public void ChangeIsASentence(double original, double optimized, string text) =>
        Assert.Equal(text, Figures.Change(SampleReport.Accuracy with { Original = original, Optimized = optimized }));

    [Fact]
    public void ChangeWithoutFlipsNamesTheSamples() =>
        Assert.EndsWith("(5000 samples)", Figures.Change(SampleReport.Accuracy with { Broken = null, Repaired = null }));

    [Theory]
    [InlineData(-0.00004, "0.00 pp")]
    [InlineData(-0.00006, "-0.01 pp")]
    [InlineData(0.0031, "0.31 pp")]
    public void LossThatRoundsToNothingHasNoSign(double loss, string text) => Assert.Equal(text, Figures.Loss(SampleReport.Accuracy, loss));
}
