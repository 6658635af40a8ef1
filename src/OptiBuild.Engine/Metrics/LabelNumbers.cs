using System.Globalization;

namespace OptiBuild.Engine.Metrics;

/// <summary>Labels as numbers, one for each value of the first output.</summary>
static class LabelNumbers
{
    /// <exception cref="OptiBuildException">OB3017: as many numbers as values are needed.</exception>
    public static IReadOnlyList<double> Of(Answer answer)
    {
        var output = answer.Outputs[0];
        var numbers = answer.Label?.Numbers ?? answer.Label?.Classes?.Select(c => (double)c).ToArray()
            ?? (answer.Label?.Class is { } one ? [one] : throw new InvalidOperationException("Errors in numbers need labels."));
        if (numbers.Count == output.Values.Length) return numbers;
        throw new OptiBuildException(Diagnostics.LabelShape.With(answer.Origin, string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} numbers"), Accuracy.Shape(output)));
    }
}
