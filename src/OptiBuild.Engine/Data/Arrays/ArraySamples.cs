namespace OptiBuild.Engine.Data.Arrays;

/// <param name="arrays">The set's array for each input of the request.</param>
sealed class ArraySamples(DataRequest request, ArraySet set, string[] arrays, LabelSource labels) : Samples
{
    public required int Size { get; init; }

    public override int Count => Size;
    public override LabelKind Labels => labels.Kind;
    public override IReadOnlyList<string> ClassNames => labels.ClassNames;

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        var readers = new List<ArrayReader>();
        using var label = labels.Read().GetEnumerator();
        try
        {
            foreach (var array in arrays) readers.Add(set.Open(array));
            for (var i = 0; i < Size; i++)
            {
                cancel.ThrowIfCancellationRequested();
                label.MoveNext();
                yield return Next(readers, label.Current, $"{request.Name}, sample {i}");
            }
        }
        finally
        {
            readers.ForEach(r => r.Dispose());
        }
    }

    Sample Next(List<ArrayReader> readers, Label? label, string origin)
    {
        var sample = new SampleArray[readers.Count];
        for (var i = 0; i < sample.Length; i++)
        {
            var header = readers[i].Header;
            sample[i] = InputFit.Fitted(request.Inputs[i], new SampleArray(request.Inputs[i].Name, header.Type, header.SampleShape, readers[i].Next()), origin);
        }
        return new Sample(sample, label, origin);
    }

    public override string Hash() => ContentHash.Of([.. set.Files.Select(f => (Places.Name(set.Place, f), f)), .. labels.Files.Select(f => ("labels", f))]);
}
