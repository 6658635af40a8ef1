using System.IO.Compression;
using System.Runtime.InteropServices;
using OptiBuild.Numerics.Weights;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics.Weights;

public class CodeCostTests
{
    /// <summary>Bits are kept as float.</summary>
    const double FloatBits = 1e-6;

    [Fact]
    public void CountsEveryLevel() => Assert.Equal([1L, 0, 2, 3, 0], CodeCost.Count([0, 1, -2, 1, 0, 1], 2));

    [Theory]
    [InlineData(new long[] { 4, 4, 4, 4 }, 32)]
    [InlineData(new long[] { 0, 9, 0 }, 0)]
    [InlineData(new long[] { 2, 0, 2 }, 4)]
    [InlineData(new long[] { 0, 0, 0 }, 0)]
    // 1 of 4 and 3 of 4: 1 · 2 + 3 · log₂(4 / 3)
    [InlineData(new long[] { 1, 3 }, 3.245112497836531)]
    public void EntropyIsShannons(long[] counts, double bits) => Assert.Equal(bits, CodeCost.Entropy(counts), Close.Within(1e-12));

    [Fact]
    public void BitsCountHalfALevelMoreOfEach()
    {
        var cost = CodeCost.Of([0, 5, 1]);

        Assert.Equal(1, cost.QMax);
        Assert.Equal(Math.Log2(7.5 / 0.5), cost.Bits(-1), Close.Within(FloatBits));
        Assert.Equal(Math.Log2(7.5 / 5.5), cost.Bits(0), Close.Within(FloatBits));
        Assert.Equal(Math.Log2(7.5 / 1.5), cost.Bits(1), Close.Within(FloatBits));
    }

    /// <summary>Levels of independent Gaussian weights, by the step in standard deviations; what Brotli takes beyond the entropy, because its codes have whole bits.</summary>
    [Theory]
    [InlineData(0.1, 1.00, 1.02)]
    [InlineData(0.5, 1.00, 1.04)]
    [InlineData(1.0, 1.02, 1.08)]
    [InlineData(1.5, 1.05, 1.12)]
    [InlineData(3.0, 1.30, 1.60)]
    public void BrotliTakesALittleMoreThanTheEntropyUnlessMostLevelsAreZero(double step, double least, double most)
    {
        var random = new Random(7);
        var levels = new sbyte[1 << 17];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = (sbyte)Math.Clamp(Math.Round(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()) / step, MidpointRounding.ToEven), -127, 127);
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(levels.Length)];

        Assert.True(BrotliEncoder.TryCompress(MemoryMarshal.AsBytes<sbyte>(levels), packed, out var length, quality: 10, window: 24));

        var bytes = CodeCost.Entropy(CodeCost.Count(levels, sbyte.MaxValue)) / 8;
        Assert.InRange(length / bytes, least, most);
    }

    [Fact]
    public void BitsAreACode()
    {
        var cost = CodeCost.Of([3, 0, 8, 100, 2]);

        // Kraft: the shares that lengths stand for add up to 1.
        Assert.Equal(1, Enumerable.Range(-2, 5).Sum(q => Math.Pow(2, -cost.Bits(q))), Close.Within(1e-6));
    }
}
