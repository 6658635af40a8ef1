using OptiBuild.Engine;

namespace OptiBuild.Tests.Engine;

public class QuietTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void OneModelAloneNeverWaits()
    {
        using var turn = new Quiet().Enter();

        turn.Pass();
        using (turn.Measure()) turn.Pass();
        turn.Pass();
    }

    [Fact]
    public void WhileOneMeasuresTheOthersRest()
    {
        const int Models = 4, Rounds = 50;
        var quiet = new Quiet();
        int measuring = 0, working = 0;
        var disturbed = false;

        var threads = Enumerable.Range(0, Models).Select(_ => new Thread(() =>
        {
            using var turn = quiet.Enter();
            Interlocked.Increment(ref working);
            for (var round = 0; round < Rounds; round++)
            {
                Interlocked.Decrement(ref working);
                turn.Pass();
                Interlocked.Increment(ref working);
                if (Volatile.Read(ref measuring) > 0) disturbed = true;
                Interlocked.Decrement(ref working);
                using (turn.Measure())
                {
                    if (Interlocked.Increment(ref measuring) > 1 || Volatile.Read(ref working) > 0) disturbed = true;
                    Thread.SpinWait(200);
                    Interlocked.Decrement(ref measuring);
                }
                Interlocked.Increment(ref working);
            }
            Interlocked.Decrement(ref working);
        })).ToArray();
        foreach (var thread in threads) thread.Start();

        Assert.All(threads, t => Assert.True(t.Join(Patience)));
        Assert.False(disturbed);
    }

    [Fact]
    public void AModelThatEndsLetsOthersMeasure()
    {
        var quiet = new Quiet();
        var first = quiet.Enter();
        var second = quiet.Enter();
        var measured = new Thread(() => second.Measure().Dispose());
        measured.Start();

        first.Dispose();

        Assert.True(measured.Join(Patience));
    }
}
