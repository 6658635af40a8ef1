using System.Globalization;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Data.Images;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data;

/// <summary>What a file says of itself takes no memory before the bytes are there. Found by fuzzing, or while the fuzzer was made.</summary>
public sealed class PromisesTests : IDisposable
{
    /// <summary>Buffers of readers, some of them twice.</summary>
    const long MostBytes = 16L << 20;

    readonly TempFolder folder = new();

    /// <summary>No samples of a gigabyte each: columns of none are nobody's.</summary>
    [Fact]
    public void ColumnsOfNoRowsTakeNoMemory()
    {
        folder.Write("a.npy", Npy.Raw(Npy.Header("|u1", "True", 0, 1 << 15, 1 << 15), []));

        Assert.Contains("0 long", Refusal("a.npy", "OB3005"), StringComparison.Ordinal);
    }

    [Fact]
    public void ALargeSampleTakesNoMoreThanThereIs()
    {
        var header = Idx.Of(8, [1, 1 << 15, 1 << 14], []);
        folder.Write("a.idx.gz", Idx.Gzip(header));

        Assert.Contains("it ends before the 1 samples", Refusal("a.idx.gz", "OB3004"), StringComparison.Ordinal);
    }

    /// <summary>More than a first piece of memory, all of it there.</summary>
    [Theory]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((1 << 20) + 1)]
    [InlineData(5_000_001)]
    public void ALargeSampleIsReadWhole(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i % 251)).ToArray();
        folder.Write("a.npz", Npy.Zip(("x", Npy.Array("|u1", [1, length], bytes))));

        var sample = Assert.Single(Ask.For(folder.File("a.npz"), new ModelInput("x", ElementType.UInt8, [null, null])).All());

        Assert.True(sample.Arrays[0].Data.Span.SequenceEqual(bytes));
    }

    [Fact]
    [Provokes("OB3070")]
    public void AnArchiveOfTooManyFiles()
    {
        var array = Npy.Floats([1, 1], 1);
        folder.Write("a.npz", Npy.Zip(System.IO.Compression.CompressionLevel.NoCompression, [.. Enumerable.Range(0, (1 << 14) + 1).Select(i => (i.ToString(CultureInfo.InvariantCulture), array))]));

        Assert.Equal("'a.npz' is an archive of 16385 files, and at most 16384 are read. Give one array for each input.", Ask.For(folder.File("a.npz"), Ask.Floats("x")).Refusal("OB3070"));
    }

    /// <summary>NumPy keeps objects as pickles, which run code when they are read.</summary>
    [Fact]
    public void ObjectsAreNoNumbers()
    {
        folder.Write("a.npy", Npy.Raw(Npy.Header("|O", "False", 1), [0x80, 4, .. "cos\nsystem\n"u8]));

        Assert.Contains("elements of type '|O'", Refusal("a.npy", "OB3006"), StringComparison.Ordinal);
    }

    /// <summary>The parser copies a row for each stray quote in it.</summary>
    [Fact]
    public void ARowFullOfStrayQuotesIsRefused()
    {
        folder.Write("a.csv", System.Text.Encoding.ASCII.GetBytes(string.Join('\t', Enumerable.Repeat("2\"x", 100_000)) + "\n"));

        Assert.Contains("row 1 is full of quotes that are not doubled", Ask.For(folder.File("a.csv"), Ask.Floats("x")).Refusal("OB3004"), StringComparison.Ordinal);
    }

    [Fact]
    public void ALabelWithAStrayQuoteIsRead()
    {
        folder.Write("a.csv", "x,label\n1,19\" rack\n2,21\" rack\n"u8);

        using var samples = Formats.Open(Ask.For(folder.File("a.csv"), Ask.Floats("x", null, 1)));

        Assert.Equal(["19\" rack", "21\" rack"], samples.ClassNames);
    }

    /// <summary>Each scan is a pass over all pixels; files of the largest size have the ten that encoders write.</summary>
    [Fact]
    public void LargeImagesHaveFewScans()
    {
        var large = Resized(Jpeg.Progressive, 8192, 8192);
        var scan = large.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] more = [.. large[..scan], .. Enumerable.Repeat(large[scan..^2], 8).SelectMany(b => b), .. large[^2..]];

        Assert.NotEmpty(JpegFile.Checked(large, "large.jpg"));
        Ask.Refusal("OB3022", () => JpegFile.Checked(more, "large.jpg"));
    }

    [Theory]
    [InlineData("16384x4096", true)]
    [InlineData("16384x4097", false)]
    [InlineData("16384x16384", false)]
    public void ResizedImagesFitIntoArrays(string size, bool fits)
    {
        if (fits) Assert.NotNull(Options.From([new("Resize", size)]).Resize);
        else Ask.Refusal("OB1002", () => Options.From([new("Resize", size)]));
    }

    static byte[] Resized(byte[] jpeg, int width, int height)
    {
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC2]);
        byte[] resized = [.. jpeg];
        (resized[frame + 5], resized[frame + 6], resized[frame + 7], resized[frame + 8]) = ((byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width);
        return resized;
    }

    string Refusal(string name, string code)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var message = Ask.For(folder.File(name), new ModelInput("x", ElementType.UInt8, [])).Refusal(code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytes);
        return message;
    }

    public void Dispose() => folder.Dispose();
}
