namespace OptiBuild.Engine.Data.Images;

/// <param name="Class">The place of its sub-folder among the others; null for images that lie directly in the folder.</param>
readonly record struct ImageEntry(string Path, long? Class);

/// <summary>The images of a folder: one sub-folder for each class, or all directly in it. Names are sorted by character code, so "10" comes before "2".</summary>
static class ImageFolder
{
    /// <summary>What is taken for an image. The decoder refuses the latter ones with a reason, which leaving them out would not give.</summary>
    static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"];

    /// <exception cref="OptiBuildException">OB3003, OB3005, OB3024.</exception>
    public static IReadOnlyList<ImageEntry> List(string folder)
    {
        try
        {
            var direct = Images(folder, null);
            var classes = Classes(folder).SelectMany((c, i) => Images(c, i)).ToArray();
            if (classes.Length > 0 && direct.Length > 0)
                throw new OptiBuildException(Diagnostics.FolderMixed.With(Places.Name(folder), Places.Name(direct[0].Path)));
            var all = classes.Length > 0 ? classes : direct;
            return all.Length > 0 ? all : throw new OptiBuildException(Diagnostics.NoSamples.With(Places.Name(folder), "there is no image in the folder or in its sub-folders"));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(Places.Name(folder), "access is denied."), e);
        }
    }

    public static IReadOnlyList<string> ClassNames(string folder) => [.. Classes(folder).Select(Path.GetFileName).OfType<string>()];

    static IEnumerable<string> Classes(string folder) => Directory.EnumerateDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal);

    static ImageEntry[] Images(string folder, long? number) =>
    [
        .. Directory.EnumerateFiles(folder).Where(f => IsVisible(f) && Extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).Select(f => new ImageEntry(f, number)),
    ];

    static bool IsVisible(string path) => Path.GetFileName(path)[0] != '.';
}
