namespace OptiBuild.Engine.Metrics;

/// <summary>Σ |y − label| / n over all values of the first output of all samples.</summary>
/// <remarks>
/// Willmott, Matsuura, Climate Research 30, 2005. Of a sample: { Σ |y − label|, number of values }, in double. An output that is no finite
/// number makes the figure infinite.
/// </remarks>
static class MeanAbsoluteError
{
    /// <exception cref="OptiBuildException">OB3017: as many numbers as values are needed.</exception>
    public static double[] Score(Answer answer)
    {
        var numbers = LabelNumbers.Of(answer);
        var values = answer.Outputs[0].Values.Span;
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++) sum += Math.Abs(values[i] - numbers[i]);
        return [double.IsFinite(sum) ? sum : double.PositiveInfinity, numbers.Count];
    }
}
