namespace OptiBuild.Fuzzing;

/// <summary>What a run of one target is given, as the arguments of the process that does it.</summary>
/// <param name="Inputs">How many are tried; with a number of seconds, as many as fit.</param>
/// <param name="Corpus">Where inputs to begin with lie.</param>
/// <param name="Findings">Where inputs go that show a fault.</param>
/// <param name="Keep">Where the smallest inputs go that together reach all that was reached; null for nowhere.</param>
sealed record Effort(string Target, int Seed, int Inputs, int Seconds, string Corpus, string Findings, string? Keep)
{
    const int Parts = 7;

    public string[] ToArguments() =>
        [Target, Text(Seed), Text(Inputs), Text(Seconds), Corpus, Findings, Keep ?? ""];

    public static Effort Of(ReadOnlySpan<string> arguments) => arguments.Length == Parts
        ? new(arguments[0], Number(arguments[1]), Number(arguments[2]), Number(arguments[3]), arguments[4], arguments[5], arguments[6] is { Length: > 0 } keep ? keep : null)
        : throw new ArgumentException("A child takes seven arguments.");

    static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
