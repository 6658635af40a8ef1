namespace OptiBuild.Engine.Data.TestData;

sealed class TestDataSamples(DataRequest request, TestDataSet[] sets, LabelSource labels) : Samples
{
    public override int Count { get; } = sets.Sum(s => s.Count);
    public override LabelKind Labels => labels.Kind;
    public override IReadOnlyList<string> ClassNames => labels.ClassNames;

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        using var label = labels.Read().GetEnumerator();
        foreach (var set in sets)
        {
            var samples = set.Samples();
            for (var i = 0; i < samples.Count; i++)
            {
                cancel.ThrowIfCancellationRequested();
                label.MoveNext();
                yield return new Sample(samples[i], label.Current, samples.Count == 1 ? set.Name : $"{set.Name}, sample {i}");
            }
        }
    }

    public override string Hash() => ContentHash.Of([.. sets.SelectMany(s => s.Files).Select(f => (Places.Name(request.Place, f), f)), .. labels.Files.Select(f => ("labels", f))]);
}
