namespace OptiBuild.Engine.Charts;

/// <summary>One axis: what lies along it, from where to where.</summary>
/// <param name="Text">What a tick says.</param>
sealed record ChartAxis(string Title, double Least, double Most, IReadOnlyList<double> Ticks, Func<double, string> Text)
{
    const int About = 5;

    public bool IsLogarithmic { get; private init; }

    /// <summary>From a round number to a round number.</summary>
    public static ChartAxis Linear(string title, double least, double most, Func<double, string> text)
    {
        if (!(most > least)) (least, most) = (least - Widening(least), least + Widening(least));
        (least, most) = Charts.Ticks.Rounded(least, most, About);
        return new(title, least, most, Charts.Ticks.Linear(least, most, About), text);
    }

    /// <summary>With room beside the outermost values, which must lie above zero.</summary>
    public static ChartAxis Logarithmic(string title, double least, double most, Func<double, string> text)
    {
        const double Room = 1.2;
        (least, most) = (least / Room, most * Room);
        return new(title, least, most, Charts.Ticks.Logarithmic(least, most), text) { IsLogarithmic = true };
    }

    /// <summary>Where a value lies: 0 at the axis' start, 1 at its end, beyond for values outside.</summary>
    public double Place(double value) => IsLogarithmic ? Math.Log(value / Least) / Math.Log(Most / Least) : (value - Least) / (Most - Least);

    /// <summary>Values that are all the same get a range around them.</summary>
    static double Widening(double value) => value == 0 ? 1 : Math.Abs(value) / 10;
}
