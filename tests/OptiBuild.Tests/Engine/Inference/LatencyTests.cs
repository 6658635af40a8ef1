using OptiBuild.Engine;
using OptiBuild.Engine.Inference;

namespace OptiBuild.Tests.Engine.Inference;

public class LatencyTests
{
    [Fact]
    public void ReportsTimesAndTheirRatio()
    {
        var clock = new Clock();

        var report = Latency.Compare(() => clock.Pass(3), () => clock.Pass(2), new(TimeSpan.FromSeconds(1), 21) { Clock = clock }, CancellationToken.None);

        Assert.Equal((3, 2, 1.5), (report.OriginalMs, report.OptimizedMs, report.Speedup));
        Assert.Equal((1, 1), (report.Batch, report.Threads));
    }

    [Fact]
    public void SlowPhaseOfTheMachineDoesNotMoveTheSpeedup()
    {
        var clock = new Clock();
        double Slow() => clock.GetUtcNow().Millisecond % 200 < 90 ? 10 : 1;

        var report = Latency.Compare(() => clock.Pass(4 * Slow()), () => clock.Pass(2 * Slow()), new(TimeSpan.FromSeconds(5), 101) { Clock = clock }, CancellationToken.None);

        Assert.Equal(2, report.Speedup, 1e-9);
    }

    [Fact]
    public void SingleInterruptionsDoNotCount()
    {
        var clock = new Clock();
        var run = 0;

        var report = Latency.Compare(() => clock.Pass(++run % 4 == 0 ? 50 : 4), () => clock.Pass(2), new(TimeSpan.FromSeconds(5), 15) { Clock = clock }, CancellationToken.None);

        Assert.Equal((4, 2, 2), (report.OriginalMs, report.OptimizedMs, report.Speedup));
    }

    [Fact]
    public void EndsInTimeWithSlowModels()
    {
        var clock = new Clock();

        Latency.Compare(() => clock.Pass(400), () => clock.Pass(300), LatencySettings.For(Effort.Normal) with { Clock = clock }, CancellationToken.None);

        // Warm-up of three runs each takes the whole two seconds; one round follows.
        Assert.Equal(3 * 700 + 700, clock.Milliseconds);
    }

    [Fact]
    public void RunsFastModelsManyTimesPerMeasurement()
    {
        var clock = new Clock();
        var runs = 0;

        Latency.Compare(() => { runs++; clock.Pass(0.1); }, () => clock.Pass(0.1), new(TimeSpan.FromSeconds(1), 5) { Clock = clock }, CancellationToken.None);

        // Three runs to warm up, then five rounds of 1 ms / 0.1 ms.
        Assert.Equal(3 + 5 * 10, runs);
    }

    [Fact]
    public void AlternatesWhoIsFirst()
    {
        var clock = new Clock();
        var order = "";

        Latency.Compare(() => { order += "a"; clock.Pass(2); }, () => { order += "b"; clock.Pass(2); }, new(TimeSpan.FromSeconds(1), 4) { Clock = clock }, CancellationToken.None);

        Assert.Equal("aaabbb" + "abbaabba", order);
    }

    [Theory]
    [InlineData(Effort.Fast)]
    [InlineData(Effort.Normal)]
    public void OrdinaryEffortTakesTwoSecondsAtMost(Effort effort) => Assert.True(LatencySettings.For(effort).Most <= TimeSpan.FromSeconds(2));

    [Fact]
    public void StopsWhenCancelled()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.Throws<OperationCanceledException>(() => Latency.Compare(() => { }, () => { }, LatencySettings.For(Effort.Fast), cancel.Token));
    }

    /// <summary>Passes only when told to.</summary>
    sealed class Clock : TimeProvider
    {
        long ticks;

        public double Milliseconds => ticks / (double)TimeSpan.TicksPerMillisecond;

        public void Pass(double milliseconds) => ticks += (long)(milliseconds * TimeSpan.TicksPerMillisecond);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public override long GetTimestamp() => ticks;
        public override DateTimeOffset GetUtcNow() => new(ticks, TimeSpan.Zero);
    }
}
