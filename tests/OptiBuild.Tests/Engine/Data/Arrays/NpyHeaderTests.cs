using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Arrays;

public sealed class NpyHeaderTests
{
    static ArrayHeader Read(byte[] array) => NpyHeader.Read(new MemoryStream(array), "a.npy");

    static ArrayHeader Read(string header, byte version = 1) => Read(Npy.Raw(header, [], version));

    [Theory]
    [InlineData("<f4", ElementType.Float)]
    [InlineData("<f8", ElementType.Double)]
    [InlineData("<f2", ElementType.Float16)]
    [InlineData("|i1", ElementType.Int8)]
    [InlineData("|u1", ElementType.UInt8)]
    [InlineData("<i2", ElementType.Int16)]
    [InlineData("<u2", ElementType.UInt16)]
    [InlineData("<i4", ElementType.Int32)]
    [InlineData("<u4", ElementType.UInt32)]
    [InlineData("<i8", ElementType.Int64)]
    [InlineData("<u8", ElementType.UInt64)]
    [InlineData("|b1", ElementType.Bool)]
    [InlineData("=f4", ElementType.Float)]
    public void KnowsNumPysTypes(string descr, ElementType type)
    {
        Assert.Equal(type, Read(Npy.Header(descr, "False", 1)).Type);
    }

    [Theory]
    [InlineData(1, 128)]
    [InlineData(2, 130)]
    [InlineData(3, 130)]
    public void ReadsAllVersions(byte version, int length)
    {
        var header = Read(Npy.Header("<f4", "False", 3, 1, 28), version);

        Assert.Equal(length, header.Length);
        Assert.Equal(3, header.Count);
        Assert.Equal([1, 28], header.SampleShape);
        Assert.Equal(112, header.SampleBytes);
    }

    [Fact]
    public void ReadsOldPythonsLongNumbers()
    {
        Assert.Equal([3, 4], Read("{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L), }").Shape);
    }

    [Fact]
    public void AcceptsFortranOrderWhereItIsTheSame()
    {
        Assert.False(Read(Npy.Header("<f4", "True", 3)).IsFortran);
        Assert.True(Read(Npy.Header("<f4", "True", 3, 2)).IsFortran);
    }

    [Theory]
    [InlineData(">f4", true)]
    [InlineData("<f4", false)]
    [InlineData("|u1", false)]
    public void TellsTheOrderOfBytes(string descr, bool isBigEndian)
    {
        Assert.Equal(isBigEndian, Read(Npy.Header(descr, "False", 1)).IsBigEndian);
    }

    [Fact, Provokes("OB3005")]
    public void RefusesSamplesWithoutElements()
    {
        Assert.Equal("'a.npy' holds no samples: its shape is [2000000000,0]. Give data with samples in it.", Ask.Refusal("OB3005", () => Read(Npy.Header("<f4", "False", 2_000_000_000, 0))));
    }

    [Theory, Provokes("OB3006")]
    [InlineData("|O", "False", "(3, 4)", "'a.npy' holds elements of type '|O', which is not read. Store numbers (float16 to float64, int8 to uint64, bool).")]
    [InlineData("<U7", "False", "(3, 4)", "'a.npy' holds elements of type '<U7', which is not read. Store numbers (float16 to float64, int8 to uint64, bool).")]
    [InlineData("<f4", "False", "()", "'a.npy' holds a single value, which is not read. Store an array whose first axis is the sample.")]
    public void RefusesOtherForms(string descr, string fortran, string shape, string message)
    {
        Assert.Equal(message, Ask.Refusal("OB3006", () => Read($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}")));
    }

    [Fact, Provokes("OB3006")]
    public void RefusesRecords()
    {
        Assert.Contains("records of several fields", Ask.Refusal("OB3006", () => Read("{'descr': [('a', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (3,), }")));
    }

    [Theory, Provokes("OB3007")]
    [InlineData("(2, 4294967296, 4294967296, 4294967296)")]
    [InlineData("(2, 9223372036854775807, 9223372036854775807)")]
    [InlineData("(2, 536870912)")]
    [InlineData("(4294967296, 1)")]
    public void RefusesSizesThatNoMemoryHoldsBeforeAskingForAny(string shape)
    {
        Assert.StartsWith("'a.npy' is too large:", Ask.Refusal("OB3007", () => Read($"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}")));
    }

    [Theory, Provokes("OB3004")]
    [InlineData("{'descr': '<f4', 'shape': (3,), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }")]
    public void RefusesHeadersThatSayNothing(string header)
    {
        Assert.StartsWith("'a.npy' is damaged: its ", Ask.Refusal("OB3004", () => Read(header)));
    }

    [Fact, Provokes("OB3004")]
    public void RefusesWhatIsNoArray()
    {
        byte[][] arrays = [[], [0x93, 0x4E], [.. "not an array at all"u8], [0x93, .. "NUMPY"u8, 9, 0, 1, 0, 0, 0], [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF], [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0x00, 0x20], [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0x00]];

        Assert.All(arrays, a => Ask.Refusal("OB3004", () => Read(a)));
    }
}
