namespace OptiBuild.Engine.Data.Audio;

sealed class WavSamples(SoundInput input, string folder, IReadOnlyList<FileEntry> entries, LabelSource labels) : Samples
{
    public override int Count => entries.Count;
    public override LabelKind Labels => labels.Kind;
    public override IReadOnlyList<string> ClassNames => labels.ClassNames;

    /// <exception cref="OptiBuildException">OB3040.</exception>
    public static WavSamples Open(DataRequest request, string folder, IReadOnlyList<FileEntry> entries, LabelSource labels) =>
        new(SoundInput.Of(request), folder, entries, labels);

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        foreach (var (entry, label) in entries.Zip(labels.Read()))
        {
            cancel.ThrowIfCancellationRequested();
            var name = Places.Name(folder, entry.Path);
            yield return new Sample([input.Of(WavFile.Read(entry.Path, name), name)], label, name);
        }
    }

    public override Samples Only(Func<int, bool> wanted)
    {
        var chosen = Enumerable.Range(0, Count).Where(wanted).ToArray();
        var inside = chosen.ToHashSet();
        return new WavSamples(input, folder, [.. chosen.Select(i => entries[i])], labels with { Count = chosen.Length, Read = () => labels.Read().Where((_, i) => inside.Contains(i)) });
    }

    public override string Hash() => ContentHash.Of([.. entries.Select(e => (Places.Name(folder, e.Path), e.Path)), .. labels.Files.Select(f => ("labels", f))]);
}
