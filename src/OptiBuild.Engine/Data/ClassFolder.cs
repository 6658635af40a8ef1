namespace OptiBuild.Engine.Data;

/// <summary>The files of a folder, one for each sample: one sub-folder for each class, or all directly in it. Names are sorted by character code, so "10" comes before "2".</summary>
static class ClassFolder
{
    /// <summary>What is taken for an image. The decoder refuses the latter ones with a reason, which leaving them out would not give.</summary>
    public static readonly string[] Images = [".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"];

    public static readonly string[] Sounds = [".wav", ".wave"];

    /// <summary>Whether a file of such an extension lies in the folder or in a sub-folder.</summary>
    public static bool Holds(string folder, string[] extensions) =>
        Directory.Exists(folder) && (Files(folder, extensions).Any() || Classes(folder).Any(c => Files(c, extensions).Any()));

    /// <param name="what">The kind of file, for messages: "image".</param>
    /// <exception cref="OptiBuildException">OB3003, OB3005, OB3024.</exception>
    public static IReadOnlyList<FileEntry> List(string folder, string[] extensions, string what)
    {
        try
        {
            var direct = Entries(folder, extensions, null);
            var classes = Classes(folder).SelectMany((c, i) => Entries(c, extensions, i)).ToArray();
            if (classes.Length > 0 && direct.Length > 0)
                throw new OptiBuildException(Diagnostics.FolderMixed.With(Places.Name(folder), Places.Name(direct[0].Path)));
            var all = classes.Length > 0 ? classes : direct;
            return all.Length > 0 ? all : throw new OptiBuildException(Diagnostics.NoSamples.With(Places.Name(folder), $"there is no {what} in the folder or in its sub-folders"));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new OptiBuildException(Diagnostics.DataUnreadable.With(Places.Name(folder), "access is denied."), e);
        }
    }

    /// <summary>A separate file of labels, else the sub-folders.</summary>
    /// <exception cref="OptiBuildException">OB3013, and what reading labels throws.</exception>
    public static LabelSource Labels(DataRequest request, IReadOnlyList<FileEntry> entries)
    {
        if (!request.WantsLabels) return LabelSource.None;
        var labels = request.Options.Labels is { } file ? LabelFile.Open(request, file)
            : entries[0].Class is null ? LabelSource.None
            : new LabelSource(LabelKind.Classes, entries.Count, [], () => entries.Select(e => new Label(e.Class, null))) { ClassNames = ClassNames(request.Place) };
        labels.RequireCount(request.Name, entries.Count);
        return labels;
    }

    static IReadOnlyList<string> ClassNames(string folder) => [.. Classes(folder).Select(Path.GetFileName).OfType<string>()];

    static IEnumerable<string> Classes(string folder) => Directory.EnumerateDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal);

    static IEnumerable<string> Files(string folder, string[] extensions) =>
        Directory.EnumerateFiles(folder).Where(f => IsVisible(f) && extensions.Contains(Path.GetExtension(f), StringComparer.OrdinalIgnoreCase));

    static FileEntry[] Entries(string folder, string[] extensions, long? number) =>
        [.. Files(folder, extensions).Order(StringComparer.Ordinal).Select(f => new FileEntry(f, number))];

    static bool IsVisible(string path) => Path.GetFileName(path)[0] != '.';
}
