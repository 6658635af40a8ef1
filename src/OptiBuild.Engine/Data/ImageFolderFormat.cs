using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Engine.Data;

/// <summary>A folder of PNG and JPEG files; the name of a sub-folder is the class.</summary>
static class ImageFolderFormat
{
    /// <summary>Any folder: formats that look for certain files in one stand before this in the table.</summary>
    public static bool Is(string place) => Directory.Exists(place);

    public static Samples Open(DataRequest request)
    {
        var entries = ImageFolder.List(request.Place);
        var labels = Labels(request, entries);
        labels.RequireCount(request.Name, entries.Count);
        return ImageSamples.Open(request, request.Place, entries, labels);
    }

    static LabelSource Labels(DataRequest request, IReadOnlyList<ImageEntry> entries)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(file);
        return entries[0].Class is null ? LabelSource.None
            : new LabelSource(LabelKind.Classes, entries.Count, [], () => entries.Select(e => new Label(e.Class, null))) { ClassNames = ImageFolder.ClassNames(request.Place) };
    }
}
