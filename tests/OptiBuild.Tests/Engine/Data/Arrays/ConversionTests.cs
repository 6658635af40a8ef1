using OptiBuild.Engine.Data;
using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Arrays;

public sealed class ConversionTests : IDisposable
{
    readonly TempFolder folder = new();

    public static TheoryData<string> Types => ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8", "|u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"];

    [Theory, MemberData(nameof(Types))]
    public void EveryTypeOfNumPyBecomesFloat(string descr)
    {
        Assert.Equal([3, 100], Npz(descr, [3, 100]).All()[0].Arrays[0].Values());
    }

    [Theory]
    [InlineData("|u1", ElementType.Int64)]
    [InlineData("<i8", ElementType.Int32)]
    [InlineData("<i8", ElementType.UInt8)]
    [InlineData("|b1", ElementType.Int64)]
    [InlineData("<i4", ElementType.Bool)]
    public void WholeNumbersBecomeOtherWholeNumbers(string descr, ElementType type)
    {
        var array = Npz(descr, [1, 0], type).All()[0].Arrays[0];

        Assert.Equal(type, array.Type);
        Assert.Equal(1, array.Data.Span[0]);
        Assert.Equal(1, array.Data.Span.ToArray().Sum(b => b));
    }

    [Fact]
    public void RealNumbersAreRounded()
    {
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Array<double>("<f8", [1, 2], [0.1, 1 + 1e-9]))));

        Assert.Equal([0.1f, 1f], Ask.For(place, Ask.Floats("x", null, 2)).All()[0].Arrays[0].Values());
    }

    [Theory, Provokes("OB3033")]
    [InlineData("<i4", 16777217L, ElementType.Float, "d.npz, sample 0 has 16777217 in an array for input 'x', whose type float does not hold it. Convert the data.")]
    [InlineData("<i8", 300L, ElementType.UInt8, "d.npz, sample 0 has 300 in an array for input 'x', whose type uint8 does not hold it. Convert the data.")]
    [InlineData("<i8", -1L, ElementType.UInt32, "d.npz, sample 0 has -1 in an array for input 'x', whose type uint32 does not hold it. Convert the data.")]
    [InlineData("<i8", 9007199254740993L, ElementType.UInt64, "d.npz, sample 0 has a whole number beyond 2^53 in an array for input 'x', whose type uint64 does not hold it. Convert the data.")]
    [InlineData("<u1", 2L, ElementType.Bool, "d.npz, sample 0 has 2 in an array for input 'x', whose type bool does not hold it. Convert the data.")]
    public void RefusesWhatTheTypeDoesNotHold(string descr, long value, ElementType type, string message)
    {
        Assert.Equal(message, Npz(descr, [value, 0], type).Refusal("OB3033"));
    }

    [Fact, Provokes("OB3033")]
    public void RefusesRealNumbersThatWouldBecomeInfinite()
    {
        var place = folder.Write("d.npz", Npy.Zip(("x", Npy.Array<double>("<f8", [1, 1], [1e39]))));

        Assert.Contains("has 1E+39", Ask.For(place, Ask.Floats("x", null, 1)).Refusal("OB3033"));
    }

    [Fact, Provokes("OB3010")]
    public void RefusesRealNumbersForWholeOnes()
    {
        Assert.Contains("has elements of type float, and the model's input 'x' takes int64", Npz("<f4", [1, 2], ElementType.Int64).Refusal("OB3010"));
    }

    [Fact]
    public void RulesCoverNoPairTwice()
    {
        var pairs = Conversion.Rules.SelectMany(r => r.From.SelectMany(f => r.To.Select(t => (f, t)))).ToArray();

        Assert.Equal(pairs.Length, pairs.Distinct().Count());
        Assert.All(pairs, p => Assert.True(Conversion.IsKnown(p.f, p.t)));
    }

    DataRequest Npz(string descr, long[] values, ElementType type = ElementType.Float) =>
        Ask.For(folder.Write("d.npz", Npy.Zip(("x", Npy.Array(descr, [1, values.Length], [.. values.SelectMany(v => Bytes(descr, v))])))), new ModelInput("x", type, [null, values.Length]));

    static byte[] Bytes(string descr, long value)
    {
        var bytes = descr[1..] switch
        {
            "f2" => BitConverter.GetBytes((Half)value),
            "f4" => BitConverter.GetBytes((float)value),
            "f8" => BitConverter.GetBytes((double)value),
            _    => BitConverter.GetBytes(value)[..(descr[2] - '0')],
        };
        return descr[0] == '>' ? [.. bytes.Reverse()] : bytes;
    }

    public void Dispose() => folder.Dispose();
}
