namespace OptiBuild.Engine.Data.Images;

/// <summary>From the decoder's gray or RGB pixels to the order that the model wants.</summary>
static class Colors
{
    /// <summary>Luma of ITU-R BT.601 (0.299, 0.587, 0.114) times 2¹⁶, as Pillow's convert("L") computes it.</summary>
    const int Red = 19595, Green = 38470, Blue = 7471, Half = 1 << 15;

    public static Picture Ordered(Picture picture, ChannelOrder order) => (picture.Channels, order) switch
    {
        (1, ChannelOrder.Gray) or (3, ChannelOrder.Rgb) => picture,
        (1, _)                                          => picture with { Channels = 3, Pixels = Repeated(picture.Pixels) },
        (_, ChannelOrder.Gray)                          => picture with { Channels = 1, Pixels = Luma(picture.Pixels) },
        _                                               => picture with { Pixels = Reversed(picture.Pixels) },
    };

    static byte[] Luma(byte[] rgb)
    {
        var gray = new byte[rgb.Length / 3];
        for (var i = 0; i < gray.Length; i++)
            gray[i] = (byte)((Red * rgb[3 * i] + Green * rgb[3 * i + 1] + Blue * rgb[3 * i + 2] + Half) >> 16);
        return gray;
    }

    static byte[] Repeated(byte[] gray)
    {
        var rgb = new byte[gray.Length * 3];
        for (var i = 0; i < gray.Length; i++) rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = gray[i];
        return rgb;
    }

    static byte[] Reversed(byte[] rgb)
    {
        var bgr = new byte[rgb.Length];
        for (var i = 0; i < rgb.Length; i += 3) (bgr[i], bgr[i + 1], bgr[i + 2]) = (rgb[i + 2], rgb[i + 1], rgb[i]);
        return bgr;
    }
}
