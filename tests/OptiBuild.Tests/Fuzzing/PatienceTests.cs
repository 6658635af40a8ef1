using OptiBuild.Fuzzing;

namespace OptiBuild.Tests.Fuzzing;

public class PatienceTests
{
    [Fact]
    public void LastsForAnyNumberOfQuickInputs()
    {
        using var patience = new Patience();
        for (var second = 0; second < 3600; second++)
        {
            patience.Begin();
            Assert.False(patience.IsOver(TimeSpan.FromSeconds(second * 0.9), TimeSpan.FromSeconds(second)));
        }
    }

    [Theory]
    [InlineData(10, 299, false)]
    [InlineData(11, 12, true)]
    [InlineData(1, 301, true)]
    public void EndsWhereOneInputComputesOrWaitsForLong(int used, int waited, bool over)
    {
        using var patience = new Patience();
        patience.Begin();
        Assert.False(patience.IsOver(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(1000)));
        Assert.Equal(over, patience.IsOver(TimeSpan.FromSeconds(100 + used), TimeSpan.FromSeconds(1000 + waited)));
    }

    [Fact]
    public void BeginsAnewWithEachInput()
    {
        using var patience = new Patience();
        Assert.False(patience.IsOver(TimeSpan.Zero, TimeSpan.Zero));
        patience.Begin();
        Assert.False(patience.IsOver(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9)));
        patience.Begin();
        Assert.False(patience.IsOver(TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(18)));
        Assert.False(patience.IsOver(TimeSpan.FromSeconds(27), TimeSpan.FromSeconds(27)));
        Assert.True(patience.IsOver(TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(29)));
    }
}
