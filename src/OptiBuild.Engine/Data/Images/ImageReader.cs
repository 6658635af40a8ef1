namespace OptiBuild.Engine.Data.Images;

/// <summary>One image file to one sample.</summary>
sealed class ImageReader(string folder, ImageTarget target, PixelTensor tensor) : IDisposable
{
    readonly Lazy<ImageDecoder> decoder = new();

    public Sample Read(string path, Label? label)
    {
        var name = Places.Name(folder, path);
        var picture = Colors.Ordered(decoder.Value.Decode(path, name), target.Channels);
        if (target.Size is { } size) picture = Resampling.Resized(picture, size);
        var array = tensor.Of(picture);
        InputFit.RequireShape(target.Input, array.Shape, $"Image '{name}'");
        return new Sample([array], label, name);
    }

    /// <summary>Everything that decides what the samples are: images, their classes, settings, labels.</summary>
    public string Hash(IReadOnlyList<ImageEntry> entries, LabelSource labels) => ContentHash.Of(
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
