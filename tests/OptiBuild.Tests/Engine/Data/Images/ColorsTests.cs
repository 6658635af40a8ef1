using OptiBuild.Engine;
using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Tests.Engine.Data.Images;

public sealed class ColorsTests
{
    static byte[] Ordered(int channels, ChannelOrder order, params byte[] pixels) => Colors.Ordered(new Picture(pixels.Length / channels, 1, channels, pixels), order).Pixels;

    [Theory]
    [InlineData(ChannelOrder.Rgb, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(ChannelOrder.Bgr, new byte[] { 3, 2, 1, 6, 5, 4 })]
    public void AreBroughtIntoOrder(ChannelOrder order, byte[] expected)
    {
        Assert.Equal(expected, Ordered(3, order, 1, 2, 3, 4, 5, 6));
    }

    /// <summary>Recorded: Pillow 13.0.0, convert("L") of single pixels.</summary>
    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(255, 255, 255, 255)]
    [InlineData(1, 2, 3, 2)]
    [InlineData(200, 100, 50, 124)]
    public void BecomeGrayAsInPillow(byte red, byte green, byte blue, byte gray)
    {
        Assert.Equal([gray], Ordered(3, ChannelOrder.Gray, red, green, blue));
    }

    [Fact]
    public void OfGrayImagesAreAllTheSame()
    {
        Assert.Equal([7, 7, 7], Ordered(1, ChannelOrder.Bgr, 7));
        Assert.Equal([7], Ordered(1, ChannelOrder.Gray, 7));
    }
}
