namespace OptiBuild.Engine.Data.Images;

/// <summary>One image file to one sample.</summary>
sealed class ImageReader(string folder, ImageTarget target, PixelTensor tensor) : IDisposable
{
    readonly Lazy<ImageDecoder> decoder = new();

    public Sample Read(string path, Label? label)
    {
        var name = Places.Name(folder, path);
        var picture = Colors.Ordered(decoder.Value.Decode(path, name), target.Channels);
        var resized = target.Size is { } size ? Resampling.Resized(picture, size) : picture;
        var array = tensor.Of(resized);
        InputFit.RequireShape(target.Input, array.Shape, $"Image '{name}'");
        return new Sample([array], Scaled(label, picture, resized), name);
    }

    /// <summary>Boxes follow their image.</summary>
    static Label? Scaled(Label? label, Picture original, Picture resized)
    {
        if (label?.Boxes is not { } boxes) return label;
        var (x, y) = ((double)resized.Width / original.Width, (double)resized.Height / original.Height);
        return label with
        {
            Boxes = [.. boxes.Select(b => b with { X0 = b.X0 * x, Y0 = b.Y0 * y, X1 = b.X1 * x, Y1 = b.Y1 * y, Area = b.Area * x * y })],
            Picture = new ImageSize(resized.Width, resized.Height),
        };
    }

    /// <summary>Everything that decides what the samples are: images, their classes, settings, labels.</summary>
    public string Hash(IReadOnlyList<FileEntry> entries, LabelSource labels) => ContentHash.Of(
    [
        .. entries.Select(e => (Places.Name(folder, e.Path), e.Path)),
        .. labels.Files.Select(f => ("labels", f)),
        .. ImageSettings.Find(folder) is { } settings ? [("settings", settings)] : Array.Empty<(string, string)>(),
    ]);

    public void Dispose()
    {
        if (decoder.IsValueCreated) decoder.Value.Dispose();
    }
}
