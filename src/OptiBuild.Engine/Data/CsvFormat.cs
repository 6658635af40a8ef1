namespace OptiBuild.Engine.Data;

/// <summary>A table: features in the model's order, or columns named like the inputs, and a label column by option, by name, or the last one too many.</summary>
static class CsvFormat
{
    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || place.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase));

    public static Samples Open(DataRequest request)
    {
        var file = CsvFile.Inspect(request.Place);
        var columns = CsvColumns.Of(file, request);
        var (count, kind) = Scan(file, request.WantsLabels ? columns.Label : null);
        if (count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(file.Name, "there is no row below the heading"));

        var labels = request.WantsLabels && request.Options.Labels is { } path && File.Exists(path) ? LabelFile.Open(path) : LabelSource.None;
        labels.RequireCount(request.Name, count);
        return new CsvSamples(request, new CsvContent(file, columns, count, kind), labels);
    }

    /// <summary>The number of rows, and whether a label is anything but a whole number.</summary>
    static (int Count, LabelKind Kind) Scan(CsvFile file, int? label)
    {
        var count = 0;
        var kind = label is null ? LabelKind.None : LabelKind.Classes;
        foreach (var row in file.Rows())
        {
            count++;
            if (label is { } column && LabelText.Kind(row[column], file.Origin(row)) == LabelKind.Numbers) kind = LabelKind.Numbers;
        }
        return (count, kind);
    }
}
