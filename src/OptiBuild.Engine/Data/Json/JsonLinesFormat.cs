namespace OptiBuild.Engine.Data.Json;

/// <summary>A JSON object in each line: an array of numbers for each model input by name, and a label.</summary>
static class JsonLinesFormat
{
    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase) || place.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase));

    public static Samples Open(DataRequest request)
    {
        var words = new LabelWords(request);
        var (count, labelled) = (0, 0);
        var wants = request.WantsLabels && request.Options.Labels is null;
        foreach (var line in JsonLine.Read(request))
        {
            count++;
            if (!wants || line.Label is not { } label) continue;
            labelled++;
            words.Add(label, line.Origin);
        }
        if (count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(request.Name, "the file has no lines"));
        if (labelled > 0 && labelled < count) throw new OptiBuildException(Diagnostics.LabelCount.With(request.Name, labelled, count));
        var reading = labelled > 0 ? words.Reading() : new LabelReading(LabelKind.None, new Dictionary<string, long>());
        var separate = request.WantsLabels && request.Options.Labels is { } file ? LabelFile.Open(request, file) : LabelSource.None;
        separate.RequireCount(request.Name, count);
        return new JsonLinesSamples(request, count, reading) { Separate = separate };
    }
}
