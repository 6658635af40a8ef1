using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Engine.Data;

/// <summary>Images are decoded on all cores, a few ahead of the reader.</summary>
sealed class ImageSamples(ImageReader reader, IReadOnlyList<FileEntry> entries, LabelSource labels) : Samples
{
    static readonly int Ahead = 2 * Environment.ProcessorCount;

    /// <summary>What is disposed with this; a view has nothing of its own.</summary>
    public IDisposable? Owned { get; init; }

    /// <summary>Images brought to the model's input, as options and images.json in the folder say.</summary>
    /// <exception cref="OptiBuildException">OB3010, OB3023, OB3025, OB3027.</exception>
    public static ImageSamples Open(DataRequest request, string folder, IReadOnlyList<FileEntry> entries, LabelSource labels)
    {
        var settings = ImageSettings.Of(folder, request.Options);
        var target = ImageTarget.Of(request, settings);
        var reader = new ImageReader(folder, target, new PixelTensor(target, settings));
        return new ImageSamples(reader, entries, labels) { Owned = reader };
    }

    public override int Count => entries.Count;
    public override LabelKind Labels => labels.Kind;
    public override IReadOnlyList<string> ClassNames => labels.ClassNames;
    public override bool AreCostly => true;
    public override IReadOnlyList<string> Files => [.. entries.Select(e => e.Path)];

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        var pending = new Queue<Task<Sample>>();
        try
        {
            foreach (var (entry, label) in entries.Zip(labels.Read()))
            {
                cancel.ThrowIfCancellationRequested();
                pending.Enqueue(Task.Run(() => reader.Read(entry.Path, label), CancellationToken.None));
                if (pending.Count > Ahead) yield return pending.Dequeue().GetAwaiter().GetResult();
            }
            while (pending.TryDequeue(out var task)) yield return task.GetAwaiter().GetResult();
        }
        finally
        {
            foreach (var task in pending) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
    }

    public override Samples Only(Func<int, bool> wanted)
    {
        var chosen = Enumerable.Range(0, Count).Where(wanted).ToArray();
        var inside = chosen.ToHashSet();
        return new ImageSamples(reader, [.. chosen.Select(i => entries[i])], labels with { Count = chosen.Length, Read = () => labels.Read().Where((_, i) => inside.Contains(i)) });
    }

    public override string Hash() => reader.Hash(entries, labels);

    public override void Dispose()
    {
        Owned?.Dispose();
        base.Dispose();
    }
}
