namespace OptiBuild.Engine.Charts;

/// <summary>Round numbers along an axis.</summary>
static class Ticks
{
    /// <summary>Multiples of 1, 2 or 5 times a power of ten that lie in a range.</summary>
    /// <param name="about">How many are wanted; the step nearest to that is taken.</param>
    /// <remarks>Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990: the step is the round number nearest to range / count.</remarks>
    public static IReadOnlyList<double> Linear(double least, double most, int about)
    {
        var step = Step((most - least) / about);
        // Multiples of an integer, since sums of steps drift away from round numbers.
        var (first, last) = ((long)Math.Ceiling(least / step - Slack), (long)Math.Floor(most / step + Slack));
        return [.. Range(first, last).Select(i => Multiple(i, step))];
    }

    /// <summary>1, 2 and 5 times powers of ten that lie in a range above zero.</summary>
    public static IReadOnlyList<double> Logarithmic(double least, double most) =>
        [.. Range((long)Math.Floor(Math.Log10(least)), (long)Math.Ceiling(Math.Log10(most)))
            .SelectMany(power => Leading.Select(digit => digit * Math.Pow(10, power)))
            .Where(t => t >= least * (1 - Slack) && t <= most * (1 + Slack))];

    /// <summary>The range widened to multiples of its own step, so that both ends carry a number.</summary>
    public static (double Least, double Most) Rounded(double least, double most, int about)
    {
        var step = Step((most - least) / about);
        return (Multiple((long)Math.Floor(least / step + Slack), step), Multiple((long)Math.Ceiling(most / step - Slack), step));
    }

    /// <summary>Of a step: what division leaves of a number that was a multiple.</summary>
    const double Slack = 1e-9;

    static readonly double[] Leading = [1, 2, 5];

    /// <summary>1, 2, 5 or 10 times a power of ten; the bounds are geometric means of neighbours, rounded as in the book.</summary>
    static double Step(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { < 1.5 => 1, < 3 => 2, < 7 => 5, _ => 10 } * power;
    }

    /// <summary>By division where the step is below one: 3 × 0.1 is not 0.3, 3 / 10 is.</summary>
    static double Multiple(long count, double step) => step < 1 ? count / Math.Round(1 / step, MidpointRounding.ToEven) : count * step;

    static IEnumerable<long> Range(long first, long last)
    {
        for (var i = first; i <= last; i++) yield return i;
    }
}
