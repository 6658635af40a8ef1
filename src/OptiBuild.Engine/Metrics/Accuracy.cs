using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>Top-1: the class with the largest score is the label.</summary>
/// <remarks>Of the first output, 1 or 0 for a sample. Outputs that answer at several positions: their share that is right (<see cref="ClassAxis"/>).</remarks>
static class Accuracy
{
    /// <exception cref="OptiBuildException">OB3017: as many labels as positions are needed, or one for all.</exception>
    public static double[] Score(Answer answer)
    {
        var label = answer.Label ?? throw new InvalidOperationException("Accuracy needs labels.");
        var answers = Answers.Of(answer.Outputs[0], ClassAxis.For(answer));
        var hits = 0;
        for (var p = 0; p < answers.Length; p++)
            if (answers[p] == (label.Classes?[p] ?? label.Class)) hits++;
        return [answers.Length == 0 ? 0 : (double)hits / answers.Length];
    }

    internal static string Shape(Output output) => $"shape {InputFit.Text(output.Shape)}";
}
