using System.Globalization;
using OptiBuild.Engine.Data;
using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Metrics;

/// <summary>Top-k: the label is among the classes with the k largest scores.</summary>
/// <remarks>Russakovsky et al., arXiv:1409.0575, 4.1; <see cref="TopK"/> says what ties are. A position with a score that is NaN is never right.</remarks>
static class TopAccuracy
{
    public static Metric Of(int k) => new(string.Create(CultureInfo.InvariantCulture, $"top{k}"), Direction.HigherIsBetter, LabelKind.Classes,
        "share of samples whose label is among the k largest outputs", answer => Score(answer, k), Scores.Mean)
    {
        IsHitOrMiss = true,
        IsGeneral   = true,
        ClassScore  = Decisions.Score,
        Arguments   = "`top1`, `top3` … any number",
        Bind        = argument => Number(argument.Text) is { } asked ? Of(asked) : null,
    };

    static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var k) && k > 0 ? k : null;

    /// <exception cref="OptiBuildException">OB1002: there are no more than k classes, so that nothing would be asked. OB3017: as many labels as positions are needed, or one for all.</exception>
    public static double[] Score(Answer answer, int k)
    {
        var label = answer.Label ?? throw new InvalidOperationException("Top-k accuracy needs labels.");
        var axis = ClassAxis.For(answer);
        if (k >= axis.Classes)
            throw new OptiBuildException(Diagnostics.OptionInvalid.With($"top{Invariant(k)}", nameof(Options.Metric), axis.Classes > 2 ? $"top1 to top{Invariant(axis.Classes - 1)} for a model of {Invariant(axis.Classes)} classes" : "accuracy for a model of two classes"));
        var room = new float[axis.Classes];
        var hits = 0;
        for (var p = 0; p < axis.Positions; p++)
        {
            var scores = axis.Scores(answer.Outputs[0], p, room);
            var wanted = label.Classes?[p] ?? label.Class ?? Answers.None;
            if (wanted >= 0 && wanted < scores.Length && !Outputs.HasNaN(scores) && TopK.Hit(scores, (int)wanted, k)) hits++;
        }
        return [axis.Positions == 0 ? 0 : (double)hits / axis.Positions];
    }

    static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
