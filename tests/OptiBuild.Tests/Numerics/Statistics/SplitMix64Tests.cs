using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Tests.Numerics.Statistics;

public class SplitMix64Tests
{
    [Fact]
    public void GivesTheReferenceSequence()
    {
        var random = new SplitMix64(1234567);

        // Rosetta Code, "Pseudo-random numbers/Splitmix64"
        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL, 4593380528125082431UL, 16408922859458223821UL],
            Enumerable.Range(0, 5).Select(_ => random.Next()).ToArray());
    }

    [Fact]
    public void StaysBelowTheBoundAndReachesEveryNumber()
    {
        var random = new SplitMix64(1);
        var counts = new int[7];
        for (var i = 0; i < 7000; i++) counts[random.Next(7)]++;

        // 1000 each, six standard deviations of 29.
        Assert.All(counts, count => Assert.InRange(count, 826, 1174));
    }

    [Fact]
    public void SkipsWhatWouldHaveBeenTaken()
    {
        var (taken, skipped) = (new SplitMix64(11), new SplitMix64(11));
        for (var i = 0; i < 1000; i++) taken.Next();

        skipped.Skip(1000);

        Assert.Equal(taken.Next(), skipped.Next());
    }
}
