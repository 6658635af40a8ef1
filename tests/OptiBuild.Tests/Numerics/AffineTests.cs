using OptiBuild.Numerics;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Numerics;

public class AffineTests
{
    static readonly Affine U8 = new(0.5f, 100, 0, 255);
    static readonly Affine S8 = new(0.013f, 0, -127, 127);

    public static TheoryData<float, int> OnnxRuntimeRows => new()
    {
        // onnxruntime 1.29.0, QuantizeLinear opset 17, CPU, uint8, scale 0.5, zero point 100
        { 0.25f, 100 }, { 0.75f, 102 }, { -0.25f, 100 }, { -0.75f, 98 }, { 1e30f, 255 },
        { float.NaN, 0 }, { float.PositiveInfinity, 255 }, { float.NegativeInfinity, 0 },
        // by the formula
        { 0, 100 }, { -0f, 100 }, { 77.5f, 255 }, { 77.3f, 255 }, { 78, 255 }, { -50, 0 }, { -50.5f, 0 }, { float.Epsilon, 100 },
        { float.MaxValue, 255 }, { float.MinValue, 0 },
    };

    [Theory]
    [MemberData(nameof(OnnxRuntimeRows))]
    public void QuantizesAsOnnxRuntimeDoes(float x, int expected)
    {
        Assert.Equal(expected, U8.Quantize(x));
    }

    [Theory]
    [MemberData(nameof(OnnxRuntimeRows))]
    public void QuantizesVectorsAsOnnxRuntimeDoes(float x, int expected)
    {
        var q = new byte[8];

        U8.Quantize([0, x, 1, 2, x, 3, 4, x], q);

        Assert.Equal([expected, expected, expected], new int[] { q[1], q[4], q[7] });
    }

    [Theory]
    [InlineData(0.5f, 0)]
    [InlineData(1.5f, 2)]
    [InlineData(2.5f, 2)]
    [InlineData(-0.5f, 0)]
    [InlineData(-1.5f, -2)]
    public void RoundsTiesToEven(float x, int expected)
    {
        Assert.Equal(expected, new Affine(1, 0, -128, 127).Quantize(x));
    }

    [Fact]
    public void AgreesWithTheOracle()
    {
        var x = Samples.Uniform(10_000, -200, 200, seed: 1);

        // Scale 0.5 divides exactly, so that float and double round alike.
        Assert.All(x, value => Assert.Equal(Oracle.Quantize(value, 0.5, 100, 0, 255), U8.Quantize(value)));
    }

    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void VectorsGiveTheSameAsScalars(int length)
    {
        var x = Awkward(length);
        var (u8, s8, s32) = (new byte[length], new sbyte[length], new int[length]);

        U8.Quantize(x, u8);
        S8.Quantize(x, s8);
        S8.Quantize(x, s32);

        Assert.Equal(x.Select(value => (byte)U8.Quantize(value)), u8);
        Assert.Equal(x.Select(value => (sbyte)S8.Quantize(value)), s8);
        Assert.Equal(x.Select(S8.Quantize), s32);
    }

    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void DequantizedVectorsAreTheSameAsScalars(int length)
    {
        var s32 = Samples.Uniform(length, -2e9f, 2e9f, seed: 2).Select(value => (int)value).ToArray();
        var u8 = s32.Select(value => (byte)value).ToArray();
        var s8 = s32.Select(value => (sbyte)value).ToArray();
        var (fromS32, fromU8, fromS8) = (new float[length], new float[length], new float[length]);

        S8.Dequantize(s32, fromS32);
        U8.Dequantize(u8, fromU8);
        S8.Dequantize(s8, fromS8);

        Assert.Equal(s32.Select(S8.Dequantize), fromS32);
        Assert.Equal(u8.Select(q => U8.Dequantize(q)), fromU8);
        Assert.Equal(s8.Select(q => S8.Dequantize(q)), fromS8);
    }

    [Theory]
    [MemberData(nameof(Samples.Lengths), MemberType = typeof(Samples))]
    public void RoundTripIsQuantizeThenDequantizeBitForBit(int length)
    {
        var x = Awkward(length);
        var y = new float[length];

        U8.RoundTrip(x, y);

        Assert.Equal(x.Select(value => Bits(U8.Dequantize(U8.Quantize(value)))), y.Select(Bits));
    }

    [Fact]
    public void RoundTripWorksInPlace()
    {
        var x = Samples.Uniform(33, -9, 9, seed: 3);
        var y = new float[33];
        S8.RoundTrip(x, y);

        S8.RoundTrip(x, x);

        Assert.Equal(y, x);
    }

    [Fact]
    public void RoundTripErrsByHalfAStepAtMostInsideTheRange()
    {
        var affine = Affine.Asymmetric(-1, 3, 0, 255);
        // Half a step at the ends may lie outside because the zero point is rounded.
        var x = Samples.Uniform(1000, -1 + affine.Scale, 3 - affine.Scale, seed: 4);
        var y = new float[1000];

        affine.RoundTrip(x, y);

        // Half a step, and a float's rounding of values up to 4.
        Assert.Equal(x, y, Close.Within(affine.Scale / 2 + 4 * MathF.BitIncrement(1) - 4));
    }

    public static TheoryData<float, float, int, int, float, int> Ranges => new()
    {
        // min, max, qmin, qmax → scale, zero point
        { 0, 255, 0, 255, 1, 0 },
        { -128, 127, 0, 255, 1, 128 },
        { -128, 127, -128, 127, 1, 0 },
        { -1, 0, 0, 255, 1 / 255f, 255 },
        // widened to contain 0
        { 51, 255, 0, 255, 1, 0 },
        { -255, -51, 0, 255, 1, 255 },
        // degenerate: scale 1
        { 0, 0, 0, 255, 1, 0 },
        { 0, 1e-45f, 0, 255, 1, 0 },
        { -1e-44f, 1e-44f, -128, 127, 1, -128 },
        // as wide as float
        { float.MinValue, float.MaxValue, 0, 255, (float)(2.0 * float.MaxValue / 255), 128 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void AsymmetricCoversTheRangeAndZero(float min, float max, int qmin, int qmax, float scale, int zeroPoint)
    {
        Assert.Equal(new(scale, zeroPoint, qmin, qmax), Affine.Asymmetric(min, max, qmin, qmax));
    }

    [Theory]
    [InlineData(127, 127, 1)]
    [InlineData(1, 7, 1 / 7f)]
    [InlineData(0, 127, 1)]
    [InlineData(1e-40f, 127, 1)]
    public void SymmetricHasZeroPointZero(float absMax, int qmax, float scale)
    {
        Assert.Equal(new(scale, 0, -qmax, qmax), Affine.Symmetric(absMax, qmax));
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(0, float.PositiveInfinity)]
    [InlineData(2, 1)]
    public void RefusesARangeThatIsNone(float min, float max)
    {
        Assert.Throws<ArgumentException>(() => Affine.Asymmetric(min, max, 0, 255));
    }

    [Fact]
    public void RefusesATypeTooNarrowForItsLevels()
    {
        Assert.Throws<ArgumentException>(() => U8.Quantize([1], new sbyte[1]));
        Assert.Throws<ArgumentException>(() => S8.Quantize([1], new byte[1]));
    }

    static uint Bits(float x) => BitConverter.SingleToUInt32Bits(x);

    static float[] Awkward(int length)
    {
        var x = Samples.Uniform(length, -70, 90, seed: 5);
        float[] special = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0.25f, -0.25f, 1e38f, -1e38f, 1e-45f, -0.1f];
        for (var i = 0; i < length; i += 3) x[i] = special[i / 3 % special.Length];
        return x;
    }
}
