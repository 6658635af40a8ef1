namespace OptiBuild.Engine.Metrics;

/// <summary>√(Σ (y − label)² / n) over all values of the first output of all samples.</summary>
/// <remarks>Of a sample: { Σ (y − label)², number of values }, in double. An output that is no finite number makes the figure infinite.</remarks>
static class RootMeanSquareError
{
    /// <exception cref="OptiBuildException">OB3017: as many numbers as values are needed.</exception>
    public static double[] Score(Answer answer)
    {
        var numbers = LabelNumbers.Of(answer);
        var values = answer.Outputs[0].Values.Span;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            var difference = values[i] - numbers[i];
            sum += difference * difference;
        }
        return [double.IsFinite(sum) ? sum : double.PositiveInfinity, numbers.Count];
    }

    public static Figure Combine(IReadOnlyList<double[]> scores)
    {
        var mean = Scores.Ratio(scores);
        return chosen => Math.Sqrt(mean(chosen));
    }
}
