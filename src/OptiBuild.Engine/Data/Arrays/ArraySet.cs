namespace OptiBuild.Engine.Data.Arrays;

/// <summary>Arrays by name, wherever they lie.</summary>
/// <param name="Open">A reader of the array of this name, at its first sample.</param>
/// <param name="Files">All that is read, for the hash.</param>
sealed record ArraySet(string Place, IReadOnlyList<string> Names, Func<string, ArrayReader> Open, IReadOnlyList<string> Files)
{
    public const string Labels = "labels";

    /// <summary>The samples for a model: one array for each input.</summary>
    /// <exception cref="OptiBuildException">OB3xxx: it does not fit the model, or is damaged.</exception>
    public Samples For(DataRequest request) => For(request, LabelsOf(request));

    /// <param name="labels">Instead of the set's own.</param>
    /// <exception cref="OptiBuildException">OB3xxx: it does not fit the model, or is damaged.</exception>
    public Samples For(DataRequest request, LabelSource labels)
    {
        var arrays = Match(request);
        var headers = arrays.Select((a, i) => Checked(request, a, request.Inputs[i])).ToArray();
        RequireEqualCounts(request.Name, arrays, headers);

        labels.RequireCount(request.Name, headers[0].Count);
        return new ArraySamples(request, this, arrays, labels) { Size = headers[0].Count };
    }

    /// <summary>The array for each input. Its name does not matter where there is one input and one array.</summary>
    string[] Match(DataRequest request)
    {
        var arrays = Names.Where(n => n != Labels).ToArray();
        var inputs = request.Inputs.Select(i => i.Name).ToArray();
        if (arrays.Length == 1 && inputs.Length == 1) return arrays;
        if (arrays.Length == inputs.Length && inputs.All(arrays.Contains)) return inputs;
        throw new OptiBuildException(Diagnostics.InputNames.With(request.Name, Named.List("array", arrays), Named.List("input", inputs)));
    }

    ArrayHeader Checked(DataRequest request, string array, ModelInput input)
    {
        using var reader = Open(array);
        var origin = $"{request.Name}, array '{array}',";
        InputFit.RequireType(input, reader.Header.Type, origin);
        InputFit.RequireShape(input, reader.Header.SampleShape, $"A sample of {origin}");
        return reader.Header;
    }

    static void RequireEqualCounts(string name, string[] arrays, ArrayHeader[] headers)
    {
        var other = Array.FindIndex(headers, h => h.Count != headers[0].Count);
        if (other > 0)
            throw new OptiBuildException(Diagnostics.CountsDiffer.With(name, $"'{arrays[0]}' has {headers[0].Count}", $"'{arrays[other]}' has {headers[other].Count}"));
        if (headers[0].Count == 0)
            throw new OptiBuildException(Diagnostics.NoSamples.With(name, $"the first axis of '{arrays[0]}' is 0 long"));
    }

    LabelSource LabelsOf(DataRequest request)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(request, file);
        return Names.Contains(Labels) ? ArrayLabels.Of(() => Open(Labels), request.Name, files: []) : LabelSource.None;
    }
}
