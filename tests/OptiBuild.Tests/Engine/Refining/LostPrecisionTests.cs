using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Refining;

namespace OptiBuild.Tests.Engine.Refining;

public sealed class LostPrecisionTests
{
    [Fact]
    public void AModelLosesNothingAgainstItself()
    {
        var tables = Enumerable.Range(0, 20).Select(Boxes).ToArray();

        Assert.Equal(0.0, LostPrecision.Of([.. tables.Select(t => (t, t))]));
    }

    [Fact]
    public void FurtherMovedBoxesLoseMore()
    {
        var losses = new[] { 1f, 3, 9 }.Select(Moved).ToArray();

        Assert.True(losses[0] < losses[1] && losses[1] < losses[2], string.Join(' ', losses));
        Assert.InRange(losses[2], 0.2, 1);
    }

    /// <summary>All that the original finds, 60 of 100 drawn labels or so, is lost.</summary>
    [Fact]
    public void AModelThatFindsNothingLosesAllThatTheOriginalIsSureOf()
    {
        var tables = Enumerable.Range(0, 20).Select(Boxes).ToArray();

        var all = LostPrecision.Of([.. tables.Select(t => (t, t with { Shape = [0, 6], Values = default }))]);

        Assert.InRange(all, 0.4, 1);
    }

    [Fact]
    public void BoxesInAnotherOrderLoseNothing()
    {
        var tables = Enumerable.Range(0, 20).Select(Boxes).ToArray();

        Assert.Equal(0.0, LostPrecision.Of([.. tables.Select(t => (t, Reversed(t)))]));
    }

    static double Moved(float by) => LostPrecision.Of([.. Enumerable.Range(0, 20).Select(i => (Boxes(i), Shifted(Boxes(i), by)))]);

    /// <summary>Five boxes of three classes, no two of the same score.</summary>
    static Output Boxes(int image)
    {
        var random = new Random(image);
        var rows = Enumerable.Range(0, 5).SelectMany(i =>
        {
            var (x, y) = (random.Next(40), random.Next(40));
            return new float[] { x, y, x + 10 + random.Next(14), y + 10 + random.Next(14), 0.3f + 0.13f * i + image / 1000f, random.Next(3) };
        });
        return new("boxes", [5, 6], rows.ToArray());
    }

    static Output Shifted(Output table, float by) => table with { Values = table.Values.ToArray().Select((v, i) => i % 6 is 0 or 2 ? v + by : v).ToArray() };

    static Output Reversed(Output table) => table with { Values = table.Values.ToArray().Chunk(6).Reverse().SelectMany(r => r).ToArray() };
}
