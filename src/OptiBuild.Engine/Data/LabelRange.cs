using System.Globalization;

namespace OptiBuild.Engine.Data;

/// <summary>Class numbers against what the model can answer.</summary>
public static class LabelRange
{
    /// <param name="classes">Size of the output's last axis; 2 where that is 1.</param>
    /// <exception cref="OptiBuildException">OB3016.</exception>
    public static void Require(Sample sample, long classes)
    {
        if (sample.Label is not { } label) return;
        foreach (var number in label.Classes ?? (label.Class is { } one ? [one] : []))
            if (number >= classes)
                throw new OptiBuildException(Diagnostics.LabelTooLarge.With(sample.Origin, number, classes));
    }

    /// <exception cref="OptiBuildException">OB3014.</exception>
    internal static long RequireNotNegative(long number, string origin) => number >= 0 ? number
        : throw new OptiBuildException(Diagnostics.LabelNegative.With(origin, number.ToString(CultureInfo.InvariantCulture)));
}
