namespace OptiBuild.Engine.Data;

/// <summary>A view of some samples of a data set.</summary>
sealed class ChosenSamples(Samples all, Func<int, bool> wanted) : Samples
{
    public override int Count { get; } = Enumerable.Range(0, all.Count).Count(wanted);
    public override LabelKind Labels => all.Labels;
    public override IReadOnlyList<string> ClassNames => all.ClassNames;
    public override IReadOnlyList<string>? Files => all.Files is { } files ? [.. files.Where((_, index) => wanted(index))] : null;

    public override IEnumerable<Sample> Read(CancellationToken cancel) => all.Read(cancel).Where((_, index) => wanted(index));

    public override string Hash() => all.Hash();
}
