using OptiBuild.Engine.Data.Audio;

namespace OptiBuild.Engine.Data.Lists;

/// <summary>A text file that names an image or a .wav file in each line, and its label behind it.</summary>
static class ListFormat
{
    public static bool Is(string place) => File.Exists(place)
        && (place.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) || place.EndsWith(".lst", StringComparison.OrdinalIgnoreCase));

    public static Samples Open(DataRequest request)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(request.Place))!;
        var (files, texts) = (new List<FileEntry>(), new List<(string Text, string Origin)>());
        foreach (var line in ListLines.Read(request.Place))
        {
            files.Add(new FileEntry(InsideFolder.Existing(folder, line.Path, line.Origin), null));
            if (line.Label is { } label) texts.Add((label, line.Origin + ","));
        }
        if (files.Count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(request.Name, "it names no file"));
        var labels = Labels(request, files.Count, texts);
        labels.RequireCount(request.Name, files.Count);
        return files.All(f => ClassFolder.Sounds.Contains(Path.GetExtension(f.Path), StringComparer.OrdinalIgnoreCase))
            ? WavSamples.Open(request, folder, files, labels)
            : ImageSamples.Open(request, folder, files, labels);
    }

    static LabelSource Labels(DataRequest request, int count, List<(string Text, string Origin)> texts)
    {
        if (!request.WantsLabels) return LabelSource.None;
        if (request.Options.Labels is { } file) return LabelFile.Open(request, file);
        if (texts.Count == 0) return LabelSource.None;
        if (texts.Count < count) throw new OptiBuildException(Diagnostics.LabelCount.With(request.Name, texts.Count, count));
        var words = new LabelWords(request);
        foreach (var (text, origin) in texts) words.Add(text, origin);
        var reading = words.Reading();
        return new LabelSource(reading.Kind, count, [request.Place], () => texts.Select(t => reading.Of(t.Text, t.Origin))) { ClassNames = reading.ClassNames };
    }
}
