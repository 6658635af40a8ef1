using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>An IDX file of samples, and of labels where one lies beside it under the name that goes with the first.</summary>
static class IdxFormat
{
    /// <summary>By its name, also of a damaged one, or by its start.</summary>
    public static bool Is(string place)
    {
        if (!File.Exists(place)) return false;
        var name = Places.Name(place);
        return name.EndsWith("-ubyte", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-ubyte.gz", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".idx", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".idx.gz", StringComparison.OrdinalIgnoreCase)
            || name.Contains("-idx", StringComparison.OrdinalIgnoreCase) || IdxFile.Is(FileStart.Of(place));
    }

    public static Samples Open(DataRequest request)
    {
        var labels = Labels(request);
        var set = new ArraySet(request.Place, [Places.Name(request.Place)], _ => IdxFile.Read(request.Place), [request.Place]);
        using var reader = IdxFile.Read(request.Place);
        var header = reader.Header;
        if (IsPicture(request, header)) return IdxPictures.Open(request, header, labels);
        return set.For(request, labels);
    }

    /// <summary>Levels of pixels, for a model that computes with images.</summary>
    static bool IsPicture(DataRequest request, ArrayHeader header) =>
        header.Type == ElementType.UInt8 && request.Inputs is [{ Type: ElementType.Float or ElementType.Float16 or ElementType.Double or ElementType.UInt8 }]
        && (header.SampleShape is [_, _] or [_, _, 1 or 3]);

    static LabelSource Labels(DataRequest request)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(request, file);
        return Beside(request.Place) is { } path ? ArrayLabels.Of(() => IdxFile.Read(path), Places.Name(path), [path]) : LabelSource.None;
    }

    /// <summary>labels-idx1-ubyte.gz for images-idx3-ubyte.gz, compressed or not; null where there is none.</summary>
    static string? Beside(string place)
    {
        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(place))!, Places.Name(place));
        if (!name.Contains("images", StringComparison.Ordinal)) return null;
        var plain = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal).Replace("idx4", "idx1", StringComparison.Ordinal);
        if (plain.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)) plain = plain[..^3];
        return new[] { plain, plain + ".gz" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
    }
}
