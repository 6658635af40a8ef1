namespace OptiBuild.Engine.Data;

/// <summary>How label texts are understood, once all were seen.</summary>
/// <param name="Words">Class numbers of names.</param>
sealed record LabelReading(LabelKind Kind, IReadOnlyDictionary<string, long> Words)
{
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <exception cref="OptiBuildException">OB3014, OB3015.</exception>
    public Label Of(string text, string origin) => Kind == LabelKind.Texts ? new Label(null, null) { Text = text }
        : Words.TryGetValue(text, out var number) ? new Label(number, null) : LabelText.Parse(text, Kind, origin);
}
