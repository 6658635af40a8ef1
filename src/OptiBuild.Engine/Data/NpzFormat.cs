namespace OptiBuild.Engine.Data;

/// <summary>NumPy's archive: a zip of .npy arrays, one for each model input by name, and optionally <c>labels</c>.</summary>
static class NpzFormat
{
    public const string Labels = "labels";

    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || FileStart.Of(place).StartsWith("PK\x03\x04"u8));

    public static Samples Open(DataRequest request)
    {
        var names = NpzFile.Names(request.Place);
        var arrays = Match(request, names);
        var headers = arrays.Select((a, i) => Checked(request, a, request.Inputs[i])).ToArray();
        RequireEqualCounts(request.Name, arrays, headers);

        var labels = LabelsOf(request, names);
        labels.RequireCount(request.Name, headers[0].Count);
        return new NpzSamples(request, arrays, headers[0].Count, labels);
    }

    /// <summary>The archive's array for each input. Its name does not matter where there is one input and one array.</summary>
    static string[] Match(DataRequest request, IReadOnlyList<string> names)
    {
        var arrays = names.Where(n => n != Labels).ToArray();
        var inputs = request.Inputs.Select(i => i.Name).ToArray();
        if (arrays.Length == 1 && inputs.Length == 1) return arrays;
        if (arrays.Length == inputs.Length && inputs.All(arrays.Contains)) return inputs;
        throw new OptiBuildException(Diagnostics.InputNames.With(request.Name, Named.List("array", arrays), Named.List("input", inputs)));
    }

    static NpyHeader Checked(DataRequest request, string array, ModelInput input)
    {
        using var reader = NpzFile.Read(request.Place, array);
        var origin = $"{request.Name}, array '{array}',";
        InputFit.RequireType(input, reader.Header.Type, origin);
        InputFit.RequireShape(input, reader.Header.SampleShape, $"A sample of {origin}");
        return reader.Header;
    }

    static void RequireEqualCounts(string name, string[] arrays, NpyHeader[] headers)
    {
        var other = Array.FindIndex(headers, h => h.Count != headers[0].Count);
        if (other > 0)
            throw new OptiBuildException(Diagnostics.CountsDiffer.With(name, $"'{arrays[0]}' has {headers[0].Count}", $"'{arrays[other]}' has {headers[other].Count}"));
        if (headers[0].Count == 0)
            throw new OptiBuildException(Diagnostics.NoSamples.With(name, $"the first axis of '{arrays[0]}' is 0 long"));
    }

    static LabelSource LabelsOf(DataRequest request, IReadOnlyList<string> names)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(file);
        if (!names.Contains(Labels)) return LabelSource.None;
        return NpyLabels.Of(() => NpzFile.Read(request.Place, Labels), request.Name, files: []);
    }
}
