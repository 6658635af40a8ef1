using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Tests.Numerics.Ranges;

public class HistogramTests
{
    static Histogram Of(params float[][] parts)
    {
        var histogram = new Histogram();
        foreach (var part in parts) histogram.Add(part);
        return histogram;
    }

    static string Text(Histogram h) =>
        $"{h.Count} {h.Zeros} {h.Ignored} [{h.Min:R} {h.Max:R}] {h.First}·{h.Width:R}: {string.Join(',', h.Counts.ToArray())}";

    public static TheoryData<string, float[]> Streams => new()
    {
        { "two-sided", Samples.Gaussian(20_000, 1, seed: 1) },
        { "one-sided with a spike at 0", Samples.Relu(Samples.Gaussian(20_000, 3, seed: 2)) },
        { "negative", [.. Samples.Gaussian(9_000, 3, seed: 3).Select(x => -MathF.Abs(x) - 1)] },
        { "growing by 30 decades", [.. Enumerable.Range(0, 300).Select(i => MathF.Pow(10, i / 10f - 15) * (i % 2 == 0 ? 1 : -1))] },
        { "shrinking", [.. Enumerable.Range(0, 300).Select(i => MathF.Pow(10, 15 - i / 10f) * (i % 3 == 0 ? 1 : -1))] },
        { "one outlier", [.. Samples.Gaussian(9_000, 1e-3, seed: 4), 1e6f, 1e-3f] },
        { "NaN and infinities", [1, float.NaN, -2, float.PositiveInfinity, 0, float.NegativeInfinity, 3.5f] },
        { "denormals", [float.Epsilon, -float.Epsilon, 1e-40f, 0, 1e-39f] },
        { "denormals, then large", [float.Epsilon, -float.Epsilon, 0, 1e30f, -1e30f, -1e-45f] },
        { "as wide as float", [float.MinValue, float.MaxValue, 1, 0, -1] },
        { "edges", [.. Enumerable.Range(-64, 129).Select(i => i / 64f)] },
        { "negative zero", [-0f, 0f, -0f, 1] },
    };

    [Theory]
    [MemberData(nameof(Streams), DisableDiscoveryEnumeration = true)]
    public void IsTheSameHoweverTheStreamIsSplit(string _, float[] x)
    {
        var whole = Text(Of(x));

        Assert.Equal(whole, Text(Of([.. x.Chunk(1)])));
        Assert.Equal(whole, Text(Of([.. x.Chunk(7)])));
        Assert.Equal(whole, Text(Of([.. x.Chunk(1000)])));
    }

    [Theory]
    [MemberData(nameof(Streams), DisableDiscoveryEnumeration = true)]
    public void IsTheSameInAnyOrderAndMerged(string _, float[] x)
    {
        var whole = Text(Of(x));
        var backwards = Of([.. x.Reverse()]);
        var merged = Of(x[..(x.Length / 3)]);

        merged.Add(Of(x[(x.Length / 3)..]));

        Assert.Equal(whole, Text(backwards));
        Assert.Equal(whole, Text(merged));
    }

    [Theory]
    [MemberData(nameof(Streams), DisableDiscoveryEnumeration = true)]
    public void CountsEveryFiniteValueInItsBin(string _, float[] x)
    {
        var h = Of(x);
        var finite = x.Where(float.IsFinite).ToArray();
        var expected = new long[h.Counts.Length];

        foreach (var value in finite.Where(value => value != 0))
        {
            var bin = Math.Truncate(Math.Abs(value) / h.Width);
            expected[(int)(value < 0 ? -1 - bin : bin) - h.First]++;
        }

        Assert.Equal(expected, h.Counts.ToArray());
        Assert.Equal((finite.Length, finite.Count(value => value == 0), x.Length - finite.Length), (h.Count, h.Zeros, h.Ignored));
        Assert.Equal((finite.Min(), finite.Max()), (h.Min, h.Max));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(-5, 0.001f)]
    [InlineData(-3e-20f, 7e-20f)]
    [InlineData(-1e38f, 3e38f)]
    public void UsesHalfOfTheBinsOrMore(float min, float max)
    {
        Assert.InRange(Of([min, max]).Counts.Length, Histogram.Bins / 2, Histogram.Bins);
    }

    [Fact]
    public void LargeSpansGiveTheSameAsSmallOnes()
    {
        var x = Samples.Relu(Samples.Gaussian(300_001, 2, seed: 5));
        x[77] = float.NaN;

        Assert.Equal(Text(Of([.. x.Chunk(100)])), Text(Of(x)));
    }

    [Fact]
    public void IsEmptyWithoutValues()
    {
        var h = Of([], [float.NaN, float.PositiveInfinity, float.NegativeInfinity]);

        Assert.Equal((0, 0, 3), (h.Count, h.Zeros, h.Ignored));
        Assert.Equal((0, 0, 0), (h.Min, h.Max, h.Counts.ToArray().Sum()));
    }

    [Fact]
    public void KeepsZerosOutOfTheBins()
    {
        var h = Of([0, 0, 0, -0f, 1e-9f, 1]);

        Assert.Equal((4, 6), (h.Zeros, h.Count));
        Assert.Equal(2, h.Counts.ToArray().Sum());
    }
}
