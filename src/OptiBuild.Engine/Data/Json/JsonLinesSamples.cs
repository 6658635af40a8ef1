namespace OptiBuild.Engine.Data.Json;

/// <param name="reading">Of the labels in the lines; None where they are not wanted.</param>
sealed class JsonLinesSamples(DataRequest request, int count, LabelReading reading) : Samples
{
    /// <summary>Labels from a file of their own.</summary>
    public required LabelSource Separate { get; init; }

    public override int Count => count;
    public override LabelKind Labels => Separate.Kind != LabelKind.None ? Separate.Kind : reading.Kind;
    public override IReadOnlyList<string> ClassNames => Separate.Kind != LabelKind.None ? Separate.ClassNames : reading.ClassNames;

    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        using var label = Separate.Read().GetEnumerator();
        foreach (var line in JsonLine.Read(request))
        {
            cancel.ThrowIfCancellationRequested();
            label.MoveNext();
            var own = reading.Kind == LabelKind.None ? null : reading.Of(line.Label!, line.Origin);
            yield return new Sample(line.Arrays, label.Current ?? own, line.Origin);
        }
    }

    public override string Hash() => ContentHash.Of(request.Place, Separate);
}
