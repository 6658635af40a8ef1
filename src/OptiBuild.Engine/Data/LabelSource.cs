namespace OptiBuild.Engine.Data;

/// <summary>Labels that are kept beside the arrays they belong to.</summary>
/// <param name="Files">Those that are kept in files of their own.</param>
/// <param name="Read">All labels in the order of the samples; read anew at each pass.</param>
sealed record LabelSource(LabelKind Kind, long Count, IReadOnlyList<string> Files, Func<IEnumerable<Label?>> Read)
{
    /// <summary>Of the classes, in the order of their numbers; empty where nobody says.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    public static LabelSource None { get; } = new(LabelKind.None, 0, [], () => Enumerable.Repeat<Label?>(null, int.MaxValue));

    /// <exception cref="OptiBuildException">OB3013.</exception>
    public void RequireCount(string name, int samples)
    {
        if (Kind != LabelKind.None && Count != samples)
            throw new OptiBuildException(Diagnostics.LabelCount.With(name, Count, samples));
    }
}
