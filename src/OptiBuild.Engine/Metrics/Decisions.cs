namespace OptiBuild.Engine.Metrics;

/// <summary>What was labelled and what was answered: a sample's part of the confusion matrix, as { label, answer, how often } one after another, ascending.</summary>
/// <remarks>An answer with NaN is class −1, which no label is: never right, and a wrong class of its own in macro averages.</remarks>
static class Decisions
{
    public const int Width = 3;

    public static double[] Score(Answer answer) => Score(answer, null);

    /// <param name="ignored">Positions with this label count nowhere.</param>
    /// <exception cref="OptiBuildException">OB3017: as many labels as positions are needed, or one for all.</exception>
    public static double[] Score(Answer answer, long? ignored)
    {
        var label = answer.Label ?? throw new InvalidOperationException("Decisions need labels.");
        var answers = Answers.Of(answer.Outputs[0], ClassAxis.For(answer));
        if (answers is [var one] && ignored is null) return [label.Classes?[0] ?? label.Class ?? 0, one, 1];
        var counts = new SortedDictionary<(long, int), int>();
        for (var p = 0; p < answers.Length; p++)
        {
            var wanted = label.Classes?[p] ?? label.Class ?? 0;
            if (wanted != ignored) counts[(wanted, answers[p])] = counts.GetValueOrDefault((wanted, answers[p])) + 1;
        }
        return [.. counts.SelectMany(c => new double[] { c.Key.Item1, c.Key.Item2, c.Value })];
    }
}
