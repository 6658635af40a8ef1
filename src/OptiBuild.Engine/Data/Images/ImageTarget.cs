namespace OptiBuild.Engine.Data.Images;

/// <summary>The tensor that a model's input wants: order of axes and colors, size.</summary>
/// <param name="Rank">Of one sample: 3, or 2 for gray images without an axis for channels.</param>
/// <param name="Size">What every image is brought to; null leaves each its own.</param>
sealed record ImageTarget(ModelInput Input, int Rank, ImageLayout Layout, ChannelOrder Channels, ImageSize? Size)
{
    public int ChannelCount => Channels == ChannelOrder.Gray ? 1 : 3;

    /// <exception cref="OptiBuildException">OB3025.</exception>
    public static ImageTarget Of(DataRequest request, ImageSettings settings)
    {
        var input = Only(request);
        var axes = SampleAxes(input.Shape) ?? throw Unfit(request, $"an input '{input.Name}' of shape {InputFit.Text(input.Shape)}");
        if (axes is [var h, var w]) return new ImageTarget(input, Rank: 2, ImageLayout.Nchw, ChannelOrder.Gray, settings.Size ?? Fixed(w, h));

        var layout = settings.Layout ?? (!IsChannels(axes[0]) && IsChannels(axes[2]) ? ImageLayout.Nhwc : ImageLayout.Nchw);
        var (channels, height, width) = layout == ImageLayout.Nchw ? (axes[0], axes[1], axes[2]) : (axes[2], axes[0], axes[1]);
        var order = settings.Channels ?? (channels == 1 ? ChannelOrder.Gray : ChannelOrder.Rgb);
        return new ImageTarget(input, Rank: 3, layout, order, settings.Size ?? Fixed(width, height));
    }

    public IReadOnlyList<long> Shape(int width, int height) =>
        Rank == 2 ? [height, width] : Layout == ImageLayout.Nchw ? [ChannelCount, height, width] : [height, width, ChannelCount];

    static ModelInput Only(DataRequest request) => request.Inputs switch
    {
        [var only] => only,
        _          => throw Unfit(request, Named.List("input", [.. request.Inputs.Select(i => i.Name)])),
    };

    /// <summary>Without the batch axis, which a model may lack: then a number of channels stands first, or there are two axes only.</summary>
    static IReadOnlyList<long?>? SampleAxes(IReadOnlyList<long?> shape) => shape.Count switch
    {
        0                            => [null, null, null],
        2                            => shape,
        3 when IsChannels(shape[0])  => shape,
        3                            => [shape[1], shape[2]],
        4                            => [shape[1], shape[2], shape[3]],
        _                            => null,
    };

    static bool IsChannels(long? size) => size is 1 or 3;

    static ImageSize? Fixed(long? width, long? height) =>
        width is { } w && height is { } h && ImageDecoder.IsReadable(w, h) ? new ImageSize((int)width, (int)height) : null;

    static OptiBuildException Unfit(DataRequest request, string what) => new(Diagnostics.ImageInput.With(request.Name, what));
}
