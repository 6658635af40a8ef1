using Microsoft.Win32.SafeHandles;

namespace OptiBuild.Engine.Data;

/// <summary>A data set whose samples are costly to make, images above all: each is made once and read back from a file afterwards.</summary>
/// <remarks>The memory of a sample lies on disk, so a pass over the data takes no more of it than the first one did.</remarks>
public sealed class SpooledSamples : Samples
{
    readonly Samples source;
    readonly TemporaryFolder folder = new();
    readonly SafeFileHandle file;
    readonly Kept?[] kept;
    long length;

    public SpooledSamples(Samples source)
    {
        this.source = source;
        kept = new Kept?[source.Count];
        file = File.OpenHandle(folder.File("samples"), FileMode.CreateNew, FileAccess.ReadWrite);
    }

    public override int Count => source.Count;
    public override LabelKind Labels => source.Labels;
    public override IReadOnlyList<string> ClassNames => source.ClassNames;
    public override IReadOnlyList<string>? Files => source.Files;

    public override IEnumerable<Sample> Read(CancellationToken cancel) => Read(Enumerable.Range(0, Count), cancel);

    public override Samples Only(Func<int, bool> wanted) => new View(this, [.. Enumerable.Range(0, Count).Where(wanted)]);

    public override string Hash() => source.Hash();

    IEnumerable<Sample> Read(IEnumerable<int> numbers, CancellationToken cancel)
    {
        var all = numbers.ToArray();
        var missing = all.Where(i => kept[i] is null).ToHashSet();
        using var made = source.Only(missing.Contains).Read(cancel).GetEnumerator();
        foreach (var i in all)
        {
            cancel.ThrowIfCancellationRequested();
            if (!missing.Contains(i)) yield return Restore(kept[i]!);
            else if (made.MoveNext()) yield return Keep(i, made.Current);
        }
    }

    Sample Keep(int number, Sample sample)
    {
        if (kept[number] is not null) return sample;
        var start = length;
        foreach (var array in sample.Arrays)
        {
            RandomAccess.Write(file, array.Data.Span, length);
            length += array.Data.Length;
        }
        kept[number] = new(sample with { Arrays = [.. sample.Arrays.Select(a => a with { Data = default })] }, [.. sample.Arrays.Select(a => a.Data.Length)], start);
        return sample;
    }

    Sample Restore(Kept one)
    {
        var at = one.Start;
        var arrays = new SampleArray[one.Lengths.Length];
        for (var i = 0; i < arrays.Length; i++)
        {
            var data = new byte[one.Lengths[i]];
            for (var done = 0; done < data.Length;)
                done += RandomAccess.Read(file, data.AsSpan(done), at + done) is var read and > 0 ? read : throw new EndOfStreamException("The file of samples has become shorter.");
            arrays[i] = one.Sample.Arrays[i] with { Data = data };
            at += data.Length;
        }
        return one.Sample with { Arrays = arrays };
    }

    public override void Dispose()
    {
        file.Dispose();
        folder.Dispose();
        source.Dispose();
        base.Dispose();
    }

    /// <param name="Sample">Without its data.</param>
    sealed record Kept(Sample Sample, int[] Lengths, long Start);

    sealed class View(SpooledSamples all, int[] numbers) : Samples
    {
        public override int Count => numbers.Length;
        public override LabelKind Labels => all.Labels;
        public override IReadOnlyList<string> ClassNames => all.ClassNames;
        public override IReadOnlyList<string>? Files => all.Files is { } files ? [.. numbers.Select(n => files[n])] : null;

        public override IEnumerable<Sample> Read(CancellationToken cancel) => all.Read(numbers, cancel);

        public override Samples Only(Func<int, bool> wanted) => new View(all, [.. numbers.Where((_, i) => wanted(i))]);

        public override string Hash() => all.Hash();
    }
}
