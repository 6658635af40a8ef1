using System.Globalization;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>Top-1: the class with the largest score is the label.</summary>
/// <remarks>Of the first output, over its last axis: 1 or 0 for a sample. Outputs with further axes answer at several positions: their share that is right.</remarks>
static class Accuracy
{
    /// <exception cref="OptiBuildException">OB3017: as many labels as positions are needed, or one for all.</exception>
    public static double[] Score(Answer answer)
    {
        var output = answer.Outputs[0];
        var positions = Outputs.Positions(output);
        var label = answer.Label ?? throw new InvalidOperationException("Accuracy needs labels.");
        if (label.Classes is { } each && each.Count != positions)
            throw new OptiBuildException(Diagnostics.LabelShape.With("A sample", string.Create(CultureInfo.InvariantCulture, $"{each.Count} classes"), Shape(output)));

        var hits = 0;
        for (var p = 0; p < positions; p++)
            if (Answers.ClassAt(output, p) == (label.Classes?[p] ?? label.Class)) hits++;
        return [positions == 0 ? 0 : (double)hits / positions];
    }

    internal static string Shape(Output output) => $"shape {InputFit.Text(output.Shape)}";
}
