namespace OptiBuild.Engine.Data;

/// <summary>A folder of PNG and JPEG files; the name of a sub-folder is the class.</summary>
static class ImageFolderFormat
{
    /// <summary>Any folder: formats that look for certain files in one stand before this in the table.</summary>
    public static bool Is(string place) => Directory.Exists(place);

    public static Samples Open(DataRequest request)
    {
        var entries = ClassFolder.List(request.Place, ClassFolder.Images, "image");
        return ImageSamples.Open(request, request.Place, entries, ClassFolder.Labels(request, entries));
    }
}
