using System.Globalization;
using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Metrics;

/// <summary>√(Σ (y − label)² / n) over all values of the first output of all samples.</summary>
/// <remarks>Of a sample: { Σ (y − label)², number of values }, in double. An output that is no finite number makes the figure infinite.</remarks>
static class RootMeanSquareError
{
    /// <exception cref="OptiBuildException">OB3017: as many numbers as values are needed.</exception>
    public static double[] Score(Answer answer)
    {
        var output = answer.Outputs[0];
        var numbers = answer.Label?.Numbers ?? answer.Label?.Classes?.Select(c => (double)c).ToArray()
            ?? (answer.Label?.Class is { } one ? [one] : throw new InvalidOperationException("A root mean square error needs labels."));
        if (numbers.Count != output.Values.Length)
            throw new OptiBuildException(Diagnostics.LabelShape.With("A sample", string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} numbers"), Accuracy.Shape(output)));

        var sum = 0.0;
        for (var i = 0; i < numbers.Count; i++)
        {
            var difference = output.Values.Span[i] - numbers[i];
            sum += difference * difference;
        }
        return [double.IsFinite(sum) ? sum : double.PositiveInfinity, numbers.Count];
    }

    public static Figure Combine(IReadOnlyList<double[]> scores) => chosen => Of(scores, chosen);

    static double Of(IReadOnlyList<double[]> scores, IReadOnlyList<int>? chosen)
    {
        var count = chosen?.Count ?? scores.Count;
        double sum = 0, values = 0;
        for (var i = 0; i < count; i++)
        {
            var score = scores[chosen?[i] ?? i];
            sum += score[0];
            values += score[1];
        }
        return values == 0 ? 0 : Math.Sqrt(sum / values);
    }
}
