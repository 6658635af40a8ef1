namespace OptiBuild.Engine.Data.Tables;

/// <summary>A table: features in the model's order, or columns named like the inputs, and a label column by option, by name, or the last one too many.</summary>
static class CsvFormat
{
    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || place.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase));

    public static Samples Open(DataRequest request)
    {
        var file = CsvFile.Inspect(request.Place);
        var columns = CsvColumns.Of(file, request);
        var (count, reading) = Scan(file, request, request.WantsLabels ? columns.Label : null);
        if (count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(file.Name, "there is no row below the heading"));

        var labels = request.WantsLabels && request.Options.Labels is { } path && File.Exists(path) ? LabelFile.Open(request, path) : LabelSource.None;
        labels.RequireCount(request.Name, count);
        return new CsvSamples(request, new CsvContent(file, columns, count, reading), labels);
    }

    /// <summary>The number of rows, and what the labels are; null where there are none.</summary>
    static (int Count, LabelReading? Reading) Scan(CsvFile file, DataRequest request, int? label)
    {
        var count = 0;
        var words = new LabelWords(request);
        foreach (var row in file.Rows())
        {
            count = checked(count + 1);
            if (label is { } column) words.Add(row.Text(column).Trim(), file.Origin(row));
        }
        return (count, label is null ? null : words.Reading());
    }
}
