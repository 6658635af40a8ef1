namespace OptiBuild.Engine.Data;

/// <param name="arrays">The archive's array for each input of the request.</param>
sealed class NpzSamples(DataRequest request, string[] arrays, int count, LabelSource labels) : Samples
{
    public override int Count => count;
    public override LabelKind Labels => labels.Kind;

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        var readers = new List<NpyReader>();
        using var label = labels.Read().GetEnumerator();
        try
        {
            foreach (var array in arrays) readers.Add(NpzFile.Read(request.Place, array));
            for (var i = 0; i < count; i++)
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

    Sample Next(List<NpyReader> readers, Label? label, string origin)
    {
        var sample = new SampleArray[readers.Count];
        for (var i = 0; i < sample.Length; i++)
        {
            var header = readers[i].Header;
            sample[i] = new SampleArray(request.Inputs[i].Name, header.Type, header.SampleShape, readers[i].Next());
            FiniteNumbers.Require(sample[i], origin);
        }
        return new Sample(sample, label, origin);
    }

    public override string Hash() => ContentHash.Of(request.Place, labels);
}
