using OptiBuild.Cli.Work;

namespace OptiBuild.Tests.Cli;

public class SharesTests
{
    const long MB = 1 << 20;

    static readonly Shares Eight = new(8, 16_000 * MB);

    static Dictionary<int, long> Pending(params long[] bytes) => bytes.Select((b, i) => (b, i)).ToDictionary(p => p.i, p => p.b);

    [Fact]
    public void OneModelGetsAllCores() => Assert.Equal(new Share(0, 7 * MB, 8), Eight.Next(Pending(7 * MB), []));

    [Fact]
    public void EqualModelsShareTheCores() => Assert.Equal(new Share(0, MB, 2), Eight.Next(Pending(MB, MB, MB, MB), []));

    [Fact]
    public void ModelsOfNoBytesShareTheCoresToo() => Assert.Equal(new Share(0, 0, 4), Eight.Next(Pending(0, 0), []));

    [Fact]
    public void TheLargestComesFirstAndGetsTheMost() => Assert.Equal(new Share(1, 30 * MB, 6), Eight.Next(Pending(10 * MB, 30 * MB), []));

    [Fact]
    public void ManyModelsGetOneThreadEach()
    {
        var pending = Pending([.. Enumerable.Repeat(MB, 50)]);
        var working = new List<Share>();

        while (Eight.Next(pending, working) is { } share)
        {
            pending.Remove(share.Model);
            working.Add(share);
        }

        Assert.Equal(8, working.Count);
        Assert.All(working, w => Assert.Equal(1, w.Threads));
    }

    [Fact]
    public void NoneStartsWithoutACore() => Assert.Null(Eight.Next(Pending(MB), [new(1, MB, 8)]));

    [Fact]
    public void ASmallerOneGoesFirstWhereTheLargestHasNoRoom()
    {
        var tight = new Shares(8, Shares.Needed(100 * MB) + Shares.Needed(MB));

        Assert.Equal(1, tight.Next(Pending(90 * MB, MB), [new(2, 100 * MB, 2)])!.Model);
    }

    [Fact]
    public void OneAloneStartsHoweverLittleMemoryThereIs() => Assert.Equal(0, new Shares(2, 1).Next(Pending(5000 * MB, MB), [])!.Model);

    [Fact]
    public void TheUsersThreadsAreAllThatIsShared() => Assert.Equal(3, Shares.OfMachine(3).Cores);

    [Fact]
    public void TheMachinesCoresAndPartOfItsMemoryAreTheDefault()
    {
        var shares = Shares.OfMachine(0);

        Assert.Equal(Environment.ProcessorCount, shares.Cores);
        Assert.InRange(shares.Memory, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }
}
