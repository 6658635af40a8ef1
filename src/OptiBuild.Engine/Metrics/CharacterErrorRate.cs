using System.Text;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>Σ edit distance / Σ length of the label over samples, in characters, of the text that a CTC output reads as (<see cref="Ctc"/>).</summary>
/// <remarks>
/// As <see cref="TokenErrorRate"/>. The names of the data's classes are the characters, the blank among them or left out. Characters are Unicode
/// code points. A class without a name reads as U+FFFD.
/// </remarks>
static class CharacterErrorRate
{
    public static Metric Row { get; } = For(Blank.First, null);

    static Metric For(Blank blank, IReadOnlyList<string>? characters) => new("cer" + blank.Suffix, Direction.LowerIsBetter, LabelKind.Texts,
        "the same in characters, against texts: the names of the data's classes are the characters", answer => Score(answer, blank, characters ?? []), Scores.Ratio)
    {
        Arguments = "`:blank=last`, `:blank=<class>`; 0 without",
        Bind      = argument => Blank.Parse(argument.Text) is { } asked ? For(asked, Required(argument.ClassNames)) : null,
    };

    /// <exception cref="OptiBuildException">OB3026.</exception>
    static IReadOnlyList<string> Required(IReadOnlyList<string> names) =>
        names.Count > 0 ? names : throw new OptiBuildException(Diagnostics.MetricLabels.With("cer", "the names of the classes, its characters", "none"));

    public static double[] Score(Answer answer, Blank blank, IReadOnlyList<string> characters)
    {
        var text = answer.Label?.Text ?? throw new InvalidOperationException("A character error rate needs texts.");
        var classes = Ctc.Classes(answer.Outputs[0]);
        var isBlankNamed = classes == 1 || characters.Count >= classes;
        var read = new StringBuilder();
        foreach (var c in Ctc.Greedy(answer, blank))
        {
            var place = isBlankNamed || c < blank.Of(classes) ? c : c - 1;
            read.Append(place >= 0 && place < characters.Count ? characters[(int)place] : "\uFFFD");
        }
        var wanted = text.EnumerateRunes().ToArray();
        return [EditDistance.Of([.. read.ToString().EnumerateRunes()], wanted), wanted.Length];
    }
}
