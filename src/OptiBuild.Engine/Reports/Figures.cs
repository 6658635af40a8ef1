using System.Globalization;

namespace OptiBuild.Engine.Reports;

/// <summary>Numbers as people read them, the same in messages, the summary and the README: always invariant.</summary>
public static class Figures
{
    const double Megabyte = 1e6, Kilobyte = 1e3;

    /// <summary>Decibels of what has no noise.</summary>
    public const string Exact = "exact";

    /// <summary>91.42 % for a share, 35.21 dB, 0.7461 for another unit.</summary>
    public static string Value(MetricReport metric, double value) => Value(metric.Unit, value);

    public static string Value(MetricUnit unit, double value) => unit switch
    {
        MetricUnit.Share   => Percent(value, "0.00"),
        MetricUnit.Decibel => double.IsPositiveInfinity(value) ? Exact : $"{(double.IsNegativeInfinity(value) ? "-∞" : Fixed(value, "0.00"))} dB",
        _                  => Number(value),
    };

    /// <summary>0.31 pp for a share, 0.31 dB, 0.0031 for another unit.</summary>
    public static string Loss(MetricReport metric, double loss) => metric.Unit == MetricUnit.Share ? $"{Fixed(loss * 100, "0.00")} pp" : Value(metric.Unit, loss);

    /// <summary>A predicted loss: 0.31 pp of answers, 0.31 % of other shares, 0.0031 in a unit.</summary>
    public static string Predicted(LossKind kind, double loss) => kind switch
    {
        LossKind.ChangedAnswers or LossKind.LostProbability or LossKind.LostPrecision => $"{Fixed(loss * 100, "0.00")} pp",
        LossKind.NoiseAmount                                => Number(loss),
        _                                                   => Percent(loss),
    };

    /// <summary>What the optimized model reaches at least, where nothing but its own figure says anything: 34.87 dB.</summary>
    public static string AtLeast(MetricReport metric, double floor) => Value(metric, floor - metric.LossUpper);

    /// <summary>accuracy fell from 91.42 % to 88.10 % (93 answers broken, 27 repaired, of 2000 samples)</summary>
    public static string Change(MetricReport metric)
    {
        var (before, after) = (Value(metric, metric.Original), Value(metric, metric.Optimized));
        var change = double.IsPositiveInfinity(metric.Original) ? $"is {after}" : metric.Optimized < metric.Original ? $"fell from {before} to {after}"
            : metric.Optimized > metric.Original ? $"rose from {before} to {after}"
            : metric.Optimized == metric.Original ? $"stayed at {after}"
            : $"became {after} where it was {before}";
        var counts = metric is { Broken: { } broken, Repaired: { } repaired }
            ? $"{Count(broken)} answers broken, {Count(repaired)} repaired, of {Count(metric.Samples)} samples"
            : $"{Count(metric.Samples)} samples";
        return $"{metric.Name} {change} ({counts})";
    }

    /// <summary>95 % or 99.9 %.</summary>
    public static string Percent(double share) => Percent(share, "0.##");

    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>6.81 MB or 54.3 kB; decimal units, as download sizes are given.</summary>
    public static string Bytes(long bytes) => bytes >= Megabyte / 10 ? $"{Fixed(bytes / Megabyte, "0.00")} MB" : $"{Fixed(bytes / Kilobyte, "0.0")} kB";

    public static string Milliseconds(double milliseconds) => $"{milliseconds.ToString("G3", CultureInfo.InvariantCulture)} ms";

    public static string Ratio(double ratio) => Fixed(ratio, "0.0") + "×";

    /// <summary>Four significant digits.</summary>
    static string Number(double value) => (value == 0 ? 0 : value).ToString("G4", CultureInfo.InvariantCulture);

    public static string Percent(double share, string format) => $"{Fixed(share * 100, format)} %";

    /// <summary>Without the sign that .NET leaves to what rounds to nothing.</summary>
    static string Fixed(double value, string format)
    {
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return text[0] == '-' && text.AsSpan(1).Trim("0.").IsEmpty ? text[1..] : text;
    }
}
