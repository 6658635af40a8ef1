using OptiBuild.Cli.Work;

namespace OptiBuild.Tests.Cli;

public class CrewTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void ResultsComeInTheModelsOrder()
    {
        var results = new Crew<string>(new(3, long.MaxValue), s => $"{s.Model}:{s.Bytes}").Run([5, 50, 500, 5]);

        Assert.Equal(["0:5", "1:50", "2:500", "3:5"], results);
    }

    [Fact]
    public void ModelsAreWorkedOnAtTheSameTime()
    {
        using var both = new Barrier(2);

        var results = new Crew<bool>(new(2, long.MaxValue), _ => both.SignalAndWait(Patience)).Run([1, 1]);

        Assert.Equal([true, true], results);
    }

    [Fact]
    public void NeverMoreThreadsThanThereAre()
    {
        int now = 0, most = 0;
        object gate = new();

        new Crew<int>(new(3, long.MaxValue), share =>
        {
            lock (gate) most = Math.Max(most, now += share.Threads);
            Thread.Sleep(2);
            lock (gate) now -= share.Threads;
            return 0;
        }).Run([.. Enumerable.Repeat(10L, 40)]);

        Assert.InRange(most, 2, 3);
    }

    [Fact]
    public void AnExceptionIsThrownAndNoFurtherModelStarts()
    {
        var started = 0;

        Assert.Throws<OperationCanceledException>(() => new Crew<int>(new(1, long.MaxValue), _ =>
        {
            started++;
            throw new OperationCanceledException();
        }).Run([1, 1, 1]));

        Assert.Equal(1, started);
    }
}
