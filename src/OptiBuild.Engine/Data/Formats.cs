using System.Collections.Immutable;

namespace OptiBuild.Engine.Data;

/// <summary>The kinds of data sets, in the order in which they are tried.</summary>
public static class Formats
{
    public static ImmutableArray<Format> All { get; } =
    [
        new(".npz",         "a zip archive, or a file *.npz",  "one array per model input by name, first axis = sample; optionally `labels`",             NpzFormat.Is,         NpzFormat.Open),
        new(".csv",         "a file *.csv or *.tsv",           "a row per sample: features in the model's order, or named like its inputs; one label column", CsvFormat.Is,         CsvFormat.Open),
        new("COCO",         "a folder with annotations.json, or a file *.json", "images in the folder `images` beside the json file, else beside it; boxes as labels, class k = category k in the order of the ids", CocoFormat.Is, CocoFormat.Open),
        new("image folder", "a folder",                        "PNG and JPEG files; a sub-folder per class, sorted by name = 0, 1, …, or none for no labels", ImageFolderFormat.Is, ImageFolderFormat.Open),
    ];

    /// <exception cref="OptiBuildException">OB3xxx: there is no such place, it is no known format, or it does not fit the model.</exception>
    public static Samples Open(DataRequest request)
    {
        if (!File.Exists(request.Place) && !Directory.Exists(request.Place))
            throw new OptiBuildException(Diagnostics.DataMissing.With(request.Option, request.Place.Replace('\\', '/')));
        var format = All.FirstOrDefault(f => f.Is(request.Place))
            ?? throw new OptiBuildException(Diagnostics.DataUnknown.With(request.Option, request.Name, string.Join(", ", All.Select(f => f.Name))));
        return format.Open(request);
    }
}
