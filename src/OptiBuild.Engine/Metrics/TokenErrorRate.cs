using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>Σ edit distance / Σ length of the label over samples, of the classes that a CTC output reads as (<see cref="Ctc"/>).</summary>
/// <remarks>
/// Morris, Maier, Green: From WER and RIL to MER and WIL, Interspeech 2004 (word error rate). Of a sample: { distance, length }. Usually a share;
/// above 1 where more is inserted than there is to read.
/// </remarks>
static class TokenErrorRate
{
    public static Metric Row { get; } = For(Blank.First);

    static Metric For(Blank blank) => new("ter" + blank.Suffix, Direction.LowerIsBetter, LabelKind.Classes,
        "edits that turn what is read (best class per step, repeats collapsed, blanks removed) into the label's classes, per class of the labels", answer => Score(answer, blank), Scores.Ratio)
    {
        Classes   = answer => Ctc.Classes(answer.Outputs[0]) is var classes and > 1 ? classes : null,
        Arguments = "`:blank=last`, `:blank=<class>`; 0 without",
        Bind      = argument => Blank.Parse(argument.Text) is { } asked ? For(asked) : null,
    };

    public static double[] Score(Answer answer, Blank blank)
    {
        var label = answer.Label ?? throw new InvalidOperationException("A token error rate needs labels.");
        var wanted = label.Classes ?? (label.Class is { } one ? [one] : []);
        return [EditDistance.Of(Ctc.Greedy(answer, blank), wanted), wanted.Count];
    }
}
