using OptiBuild.Engine.Data.Images;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Images;

public sealed class JpegFileTests
{
    static string Refusal(byte[] file, string code = "OB3022") => Ask.Refusal(code, () => JpegFile.Checked(file, "cat.jpg"));

    /// <summary>The file with a byte of a marker's first segment changed; at 0 stands the marker itself.</summary>
    static byte[] With(byte[] file, byte marker, int offset, byte value)
    {
        var changed = (byte[])file.Clone();
        changed[changed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, marker]) + 1 + offset] = value;
        return changed;
    }

    public static TheoryData<byte[]> Sound => [Jpeg.Baseline, Jpeg.Progressive, Jpeg.Restarting, Jpeg.Gray];

    [Theory]
    [MemberData(nameof(Sound))]
    public void KeepsSoundFilesAsTheyAre(byte[] file)
    {
        Assert.Equal(file, JpegFile.Checked(file, "cat.jpg"));
    }

    [Fact]
    public void LeavesOutWhatHasNoInfluenceOnPixels()
    {
        byte[] comment = [0xFF, 0xFE, 0, 7, .. "hello"u8];
        byte[] exif = [0xFF, 0xE1, 0, 8, .. "Exif\0\0"u8];
        byte[] padding = [0xFF, 0xFF];

        Assert.Equal(Jpeg.Baseline, JpegFile.Checked([.. Jpeg.Baseline[..2], .. comment, .. exif, .. padding, .. Jpeg.Baseline[2..], .. "behind the end"u8], "cat.jpg"));
    }

    [Theory, Provokes("OB3022")]
    [MemberData(nameof(Sound))]
    public void RefusesFilesCutAtAnyPlace(byte[] file)
    {
        for (var length = 3; length < file.Length; length++)
            Assert.Equal("Image 'cat.jpg' cannot be decoded: it is cut off. Save it anew as PNG or JPEG, or remove it.", Refusal(file[..length]));
    }

    [Fact]
    public void RefusesColorsForPrinting()
    {
        Assert.Contains("it has 4 color components, and 1 or 3 are read", Refusal(Jpeg.Cmyk));
    }

    [Theory]
    [InlineData(0xC0, 3, 12, "it has 12 bits for each color")]
    [InlineData(0xC0, 5, 0, "its header says 16 × 0 pixels", 4)]
    [InlineData(0xC0, 8, 2, "its description of the image is damaged")]
    [InlineData(0xC0, 10, 0x51, "its description of the image is damaged")]
    [InlineData(0xC0, 10, 0x43, "its description of the image is damaged")]
    [InlineData(0xC0, 11, 4, "its description of the image is damaged")]
    [InlineData(0xC0, 0, 0xC9, "it uses a form of JPEG that is not read (marker 0xC9)")]
    [InlineData(0xDB, 3, 0x04, "its tables are damaged")]
    [InlineData(0xDB, 3, 0x20, "its tables are damaged")]
    [InlineData(0xDB, 3, 0x01, "it uses a table that it does not define")]
    [InlineData(0xC4, 3, 0x04, "its tables are damaged")]
    [InlineData(0xC4, 3, 0x20, "its tables are damaged")]
    [InlineData(0xC4, 4, 0x03, "its tables are damaged")]
    [InlineData(0xC4, 3, 0x03, "it uses a table that it does not define")]
    [InlineData(0xDA, 3, 4, "its description of the image is damaged")]
    [InlineData(0xDA, 4, 9, "its description of the image is damaged")]
    [InlineData(0xDA, 10, 1, "its description of the image is damaged")]
    [InlineData(0xDA, 11, 62, "its description of the image is damaged")]
    public void RefusesWhatLibjpegWouldEndTheProcessOver(byte marker, int offset, byte value, string why, int also = -1)
    {
        var file = With(Jpeg.Baseline, marker, offset, value);
        if (also >= 0) file = With(file, marker, also, value);

        Assert.Contains(why, Refusal(file));
    }

    [Fact]
    public void RefusesSizesOfComponentsThatAreNoMultiples()
    {
        Assert.Contains("its description of the image is damaged", Refusal(With(With(Jpeg.Baseline, 0xC0, 10, 0x21), 0xC0, 13, 0x31)));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(11, 64)]
    [InlineData(12, 0x0E)]
    [InlineData(12, 0x31)]
    public void RefusesImpossibleScans(int offset, byte value)
    {
        Assert.Contains("its description of the image is damaged", Refusal(With(Jpeg.Progressive, 0xDA, offset, value)));
    }

    [Fact]
    public void RefusesImagesWithoutAnyPart()
    {
        Assert.Contains("it ends before all its parts were seen", Refusal([0xFF, 0xD8, 0xFF, 0xD9]));
    }

    [Fact, Provokes("OB3007")]
    public void RefusesSizesThatNoImageHas()
    {
        var file = With(With(Jpeg.Baseline, 0xC0, 4, 0xFF), 0xC0, 6, 0xFF);

        Assert.StartsWith("'cat.jpg' is too large: its header says 65296 × 65296 pixels", Refusal(file, "OB3007"));
    }

    [Fact]
    public void RefusesMoreScansThanAnImageNeeds()
    {
        var first = Jpeg.Progressive.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var scan = Jpeg.Progressive[first..(first + 2 + Jpeg.Progressive.AsSpan(first + 2).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]))];
        byte[] file = [.. Jpeg.Progressive[..first], .. Enumerable.Repeat(scan, 101).SelectMany(s => s), .. Jpeg.Progressive[first..]];

        Assert.Contains("its segment 0xDA is damaged", Refusal(file));
    }
}
