using OptiBuild.Engine;
using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Tests.Engine.Data.Images;

public sealed class ResamplingTests
{
    /// <summary>7 × 5 pixels: (37·x + 59·y + 11·x·y) mod 256.</summary>
    static Picture Pattern => new(7, 5, 1, [.. Enumerable.Range(0, 35).Select(i => (byte)(37 * (i % 7) + 59 * (i / 7) + 11 * (i % 7) * (i / 7)))]);

    /// <summary>Recorded: Pillow 13.0.0, Image.fromarray(pattern).resize(size, BILINEAR).</summary>
    public static TheoryData<int, int, byte[]> Recorded => new()
    {
        { 3, 2, [98, 144, 145, 162, 135, 120] },
        { 1, 1, [136] },
        { 14, 10, [0, 9, 28, 46, 65, 83, 102, 120, 139, 157, 176, 194, 213, 222, 15, 25, 45, 64, 85, 104, 124, 144, 164, 168, 156, 159, 180, 189, 44, 56, 78, 101, 124, 146, 169, 191, 214, 189, 115, 90, 113, 124, 74, 87, 112, 137, 163, 172, 165, 175, 200, 178, 107, 84, 110, 122, 103, 118, 145, 174, 202, 182, 114, 94, 122, 135, 130, 143, 171, 185, 133, 149, 179, 194, 193, 160, 95, 78, 108, 124, 122, 137, 168, 183, 162, 180, 213, 199, 136, 106, 108, 125, 159, 145, 82, 68, 101, 118, 192, 194, 199, 171, 112, 100, 136, 157, 161, 133, 74, 62, 99, 116, 221, 193, 136, 111, 119, 141, 181, 172, 115, 90, 97, 120, 160, 179, 236, 192, 105, 81, 122, 162, 203, 179, 92, 68, 109, 149, 190, 210] },
        { 7, 9, [0, 37, 74, 111, 148, 185, 222, 20, 60, 101, 142, 182, 138, 178, 52, 99, 146, 193, 240, 59, 106, 85, 138, 191, 130, 183, 94, 147, 118, 177, 236, 39, 98, 157, 216, 151, 216, 139, 90, 155, 78, 143, 184, 226, 70, 141, 184, 28, 99, 216, 123, 115, 192, 99, 91, 168, 236, 61, 142, 223, 48, 129, 210] },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void EqualsPillowsWhichAlsoTakesRowsFirstHere(int width, int height, byte[] expected)
    {
        var resized = Resampling.Resized(Pattern, new ImageSize(width, height));

        Assert.Equal((width, height), (resized.Width, resized.Height));
        Assert.Equal(expected, resized.Pixels);
    }

    [Fact]
    public void TouchesNothingWhereTheSizeIsRight()
    {
        var pattern = Pattern;

        Assert.Same(pattern, Resampling.Resized(pattern, new ImageSize(7, 5)));
    }

    [Fact]
    public void TreatsChannelsAlike()
    {
        var colored = new Picture(7, 5, 3, [.. Pattern.Pixels.SelectMany(p => new[] { p, (byte)0, p })]);

        var resized = Resampling.Resized(colored, new ImageSize(10, 3));

        Assert.Equal(Resampling.Resized(Pattern, new ImageSize(10, 3)).Pixels.SelectMany(p => new[] { p, (byte)0, p }), resized.Pixels);
    }
}
