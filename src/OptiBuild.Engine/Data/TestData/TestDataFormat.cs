using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Data.TestData;

/// <summary>ONNX's test data: folders test_data_set_0, test_data_set_1 … with input_0.pb … and output_0.pb ….</summary>
static class TestDataFormat
{
    const string Sets = "test_data_set_";

    public static bool Is(string place) => File.Exists(Path.Combine(place, TestDataSet.FirstInput)) || (Directory.Exists(place) && Folders(place).Any());

    public static Samples Open(DataRequest request)
    {
        string[] folders = File.Exists(Path.Combine(request.Place, TestDataSet.FirstInput)) ? [request.Place]
            : [.. Folders(request.Place).OrderBy(f => f.Length).ThenBy(f => f, StringComparer.Ordinal)];
        TestDataSet[] sets = [.. folders.Select(f => new TestDataSet(request, f))];
        foreach (var set in sets) set.Samples();
        var labels = Labels(request, sets);
        if (request.Options.Labels is not null) labels.RequireCount(request.Name, sets.Sum(s => s.Count));
        return new TestDataSamples(request, sets, labels);
    }

    /// <summary>Outputs are labels for metrics of numbers only: beside them the original would be perfect, and every loss infinite in proportion.</summary>
    static LabelSource Labels(DataRequest request, TestDataSet[] sets)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(request, file);
        var wantsNumbers = request.Options.Metric is { } metric && MetricRows.All.Any(m => m.Needs == LabelKind.Numbers && metric.StartsWith(m.Name, StringComparison.OrdinalIgnoreCase));
        return wantsNumbers ? new LabelSource(LabelKind.Numbers, sets.Sum(s => s.Count), [], () => sets.SelectMany(s => s.Labels())) : LabelSource.None;
    }

    static IEnumerable<string> Folders(string place) =>
        Directory.EnumerateDirectories(place, Sets + "*").Where(f => File.Exists(Path.Combine(f, TestDataSet.FirstInput)));
}
