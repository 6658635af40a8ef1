using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>Images in an IDX file: brought to the model's input as image files are.</summary>
sealed class IdxPictures(DataRequest request, PictureInput input, LabelSource labels) : Samples
{
    public required ArrayHeader Header { get; init; }

    public override int Count => Header.Count;
    public override LabelKind Labels => labels.Kind;
    public override IReadOnlyList<string> ClassNames => labels.ClassNames;

    public static Samples Open(DataRequest request, ArrayHeader header, LabelSource labels)
    {
        if (header.Count == 0) throw new OptiBuildException(Diagnostics.NoSamples.With(request.Name, "its first axis is 0 long"));
        labels.RequireCount(request.Name, header.Count);
        return new IdxPictures(request, PictureInput.Of(request, header.SampleShape), labels) { Header = header };
    }

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        using var reader = IdxFile.Read(request.Place);
        using var label = labels.Read().GetEnumerator();
        var (height, width) = ((int)Header.SampleShape[0], (int)Header.SampleShape[1]);
        for (var i = 0; i < Count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            label.MoveNext();
            var origin = $"{request.Name}, sample {i}";
            var picture = new Picture(width, height, Header.SampleShape is [_, _, 3] ? 3 : 1, reader.Next().ToArray());
            yield return new Sample([input.Of(picture, origin)], label.Current, origin);
        }
    }

    public override string Hash() => ContentHash.Of([("data", request.Place), .. labels.Files.Select(f => ("labels", f)),
        .. ImageSettings.Find(PictureInput.Folder(request)) is { } settings ? [("settings", settings)] : Array.Empty<(string, string)>()]);
}
