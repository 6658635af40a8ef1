
namespace OptiBuild.Engine.Data.Coco;

/// <summary>Images with boxes: a folder with annotations.json and images/, or the json file, with its images in images/ or beside it.</summary>
static class CocoFormat
{
    const string FileName = "annotations.json", ImageFolderName = "images";

    public static bool Is(string place) => File.Exists(place)
        ? place.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        : File.Exists(Path.Combine(place, FileName));

    public static Samples Open(DataRequest request)
    {
        var path = File.Exists(request.Place) ? request.Place : Path.Combine(request.Place, FileName);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var coco = CocoFile.Read(path);
        var images = Directory.Exists(Path.Combine(folder, ImageFolderName)) ? Path.Combine(folder, ImageFolderName) : folder;
        FileEntry[] entries = [.. coco.Images.Select(i => new FileEntry(InsideFolder.Existing(images, i.Text, $"'{Places.Name(path)}'"), null))];
        var labels = Labels(request, coco, path);
        labels.RequireCount(request.Name, entries.Length);
        return ImageSamples.Open(request, images, entries, labels);
    }

    static LabelSource Labels(DataRequest request, CocoFile coco, string path)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(request, file);
        return new LabelSource(LabelKind.Boxes, coco.Images.Count, [path], () => coco.Images.Select(i => new Label(null, null) { Boxes = coco.BoxesOf(i.Id) })) { ClassNames = coco.Categories };
    }
}
