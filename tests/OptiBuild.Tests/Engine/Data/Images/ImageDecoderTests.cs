using OptiBuild.Engine;
using OptiBuild.Engine.Data.Images;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Data.Images;

public sealed class ImageDecoderTests : IDisposable
{
    readonly TempFolder folder = new();
    readonly ImageDecoder decoder = new();

    Picture Decode(byte[] file) => decoder.Decode(folder.Write("cat", file), "cat");

    string Refusal(byte[] file, string code = "OB3022") => Ask.Refusal(code, () => Decode(file));

    [Fact]
    public void DecodesPng()
    {
        var gray = Decode(Png.Gray(3, 2, (x, y) => (byte)(10 * x + 100 * y)));
        var rgb = Decode(Png.Rgb(2, 1, (x, _) => [(byte)x, 50, 200]));

        Assert.Equal((3, 2, 3), (gray.Width, gray.Height, gray.Channels));
        Assert.Equal([0, 0, 0, 10, 10, 10, 20, 20, 20, 100, 100, 100, 110, 110, 110, 120, 120, 120], gray.Pixels);
        Assert.Equal([0, 50, 200, 1, 50, 200], rgb.Pixels);
    }

    public static TheoryData<byte[], long> Colored => new()
    {
        { Jpeg.Baseline, 92126 }, { Jpeg.Progressive, 92126 }, { Jpeg.Restarting, 92126 },
    };

    [Theory]
    [MemberData(nameof(Colored))]
    public void DecodesJpegAsPillowDoes(byte[] file, long sum)
    {
        var picture = Decode(file);

        // Recorded with Pillow 13.0.0. Converting colors may round the other way, by one level.
        Assert.All(Pixel(picture, 4, 3).Zip([61, 48, 57]), p => Assert.InRange(p.First - p.Second, -1, 1));
        Assert.All(Pixel(picture, 9, 12).Zip([143, 191, 167]), p => Assert.InRange(p.First - p.Second, -1, 1));
        Assert.InRange(picture.Pixels.Sum(p => (long)p), sum - 50, sum + 50);
    }

    [Fact]
    public void DecodesGrayJpegExactly()
    {
        var picture = Decode(Jpeg.Gray);

        Assert.Equal((16, 16, 1), (picture.Width, picture.Height, picture.Channels));
        Assert.Equal((53, 174), (picture.Pixels[3 * 16 + 4], picture.Pixels[12 * 16 + 9]));
        Assert.Equal(30705, picture.Pixels.Sum(p => p));
    }

    static int[] Pixel(Picture p, int x, int y) => [.. p.Pixels.Skip((y * p.Width + x) * 3).Take(3).Select(b => (int)b)];

    [Theory, Provokes("OB3022")]
    [InlineData("", "it is empty")]
    [InlineData("GIF89a and so on", "it is neither PNG nor JPEG")]
    public void RefusesOtherFiles(string text, string why)
    {
        Assert.Equal($"Image 'cat' cannot be decoded: {why}. Save it anew as PNG or JPEG, or remove it.", Refusal(System.Text.Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void RefusesDamagedPng()
    {
        var file = Png.Gray(20, 20, (x, y) => (byte)(x * y));
        var flipped = (byte[])file.Clone();
        flipped[60] ^= 4;

        Assert.Contains("its content is damaged or incomplete", Refusal(file[..^20]));
        Assert.Contains("its content is damaged or incomplete", Refusal(flipped));
        Assert.Contains("its header is incomplete", Refusal(file[..20]));
    }

    [Fact]
    public void RefusesInterlacedPng()
    {
        Assert.Contains("it is interlaced", Refusal([.. Png.Signature, .. Png.Header(8, 8, 0, interlaced: 1)]));
    }

    [Fact, Provokes("OB3007")]
    public void RefusesSizesThatNoImageHas()
    {
        Assert.Contains("its header says 100000 × 100000 pixels", Refusal([.. Png.Signature, .. Png.Header(100_000, 100_000, 0, interlaced: 0)], "OB3007"));
    }

    /// <summary>Damage inside compressed pixels of a JPEG cannot be told from a strange picture; the process must go on in any case.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EitherDecodesOrRefusesWhateverItGets(int seed)
    {
        byte[][] files = [Jpeg.Baseline, Jpeg.Progressive, Jpeg.Restarting, Jpeg.Gray, Jpeg.Cmyk, Png.Gray(9, 7, (x, y) => (byte)(x * y)), Png.Rgb(5, 5, (x, y) => [(byte)x, (byte)y, 3])];
        var random = new Random(seed);
        int decoded = 0, refused = 0;

        for (var i = 0; i < 500; i++)
            if (Answers(Damaged(files[random.Next(files.Length)], random))) decoded++;
            else refused++;

        Assert.True(decoded > 20 && refused > 100, $"{decoded} decoded, {refused} refused");
    }

    bool Answers(byte[] file)
    {
        try
        {
            Decode(file);
            return true;
        }
        catch (OptiBuildException)
        {
            return false;
        }
    }

    static byte[] Damaged(byte[] file, Random random)
    {
        if (random.Next(4) == 0) return file[..random.Next(file.Length)];
        var damaged = (byte[])file.Clone();
        for (var n = random.Next(1, 5); n > 0; n--) damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        return damaged;
    }

    public void Dispose()
    {
        decoder.Dispose();
        folder.Dispose();
    }
}
