using System.Collections.Immutable;
using OptiBuild.Engine.Data.Arrays;
using OptiBuild.Engine.Data.Audio;
using OptiBuild.Engine.Data.Coco;
using OptiBuild.Engine.Data.Json;
using OptiBuild.Engine.Data.Lists;
using OptiBuild.Engine.Data.Tables;
using OptiBuild.Engine.Data.TestData;

namespace OptiBuild.Engine.Data;

/// <summary>The kinds of data sets, in the order in which they are tried.</summary>
public static class Formats
{
    public static ImmutableArray<Format> All { get; } =
    [
        new(".npz",         "a zip archive, or a file *.npz",                             "one array per model input by name, first axis = sample; optionally `labels`", NpzFormat.Is, NpzFormat.Open),
        new(".npy",         "a file *.npy, or a folder of such",                          "one array, or one per model input by file name; optionally `labels.npy`", NpyFormat.Is, NpyFormat.Open),
        new("IDX",          "a file *-ubyte, *-ubyte.gz or *.idx, or its first bytes",    "an array, first axis = sample; `images…idx3…` finds `labels…idx1…` beside it; levels of pixels become input as those of image files do", IdxFormat.Is, IdxFormat.Open),
        new(".csv",         "a file *.csv or *.tsv",                                      "a row per sample: features in the model's order, or named like its inputs; one label column, of numbers or of class names", CsvFormat.Is, CsvFormat.Open),
        new(".jsonl",       "a file *.jsonl or *.ndjson",                                 "an object per line and sample: `{\"input\": [numbers], …, \"label\": 3}`", JsonLinesFormat.Is, JsonLinesFormat.Open),
        new("COCO",         "a folder with annotations.json, or a file *.json",           "images in the folder `images` beside the json file, else beside it; boxes as labels, class k = the category with the k-th id", CocoFormat.Is, CocoFormat.Open),
        new("list",         "a file *.txt or *.lst",                                      "in each line an image or .wav file below the list's folder, and its label: a number, a class name or a text", ListFormat.Is, ListFormat.Open),
        new("test data",    "a folder with test_data_set_*, or with input_0.pb",          "ONNX's own: `input_0.pb` … in the model's order; `output_0.pb` is the label where the metric is one of numbers", TestDataFormat.Is, TestDataFormat.Open),
        new(".wav folder",  "a folder with *.wav files and no images",                    "PCM or float, mixed to one channel, −1 to 1; cut or filled up to the model's length; a sub-folder per class as with images", WavFormat.Is, WavFormat.Open),
        new("image folder", "any other folder",                                           "PNG and JPEG files; a sub-folder per class, sorted by name = 0, 1, …, or none for no labels", ImageFolderFormat.Is, ImageFolderFormat.Open),
    ];

    /// <exception cref="OptiBuildException">OB3xxx: there is no such place, it is no known format, or it does not fit the model.</exception>
    public static Samples Open(DataRequest request)
    {
        if (!File.Exists(request.Place) && !Directory.Exists(request.Place))
            throw new OptiBuildException(Diagnostics.DataMissing.With(request.Option, request.Place.Replace('\\', '/')));
        var format = All.FirstOrDefault(f => f.Is(request.Place))
            ?? throw new OptiBuildException(Diagnostics.DataUnknown.With(request.Option, request.Name, string.Join(", ", All.Select(f => f.Name))));
        var names = ClassNameFile.Read(request.Options);
        var samples = format.Open(request with { ClassNames = names });
        return names.Count > 0 ? new NamedSamples(samples, names) : samples;
    }
}
