using System.Globalization;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Sweeps;

/// <summary>Numbers as the page of a sweep shows them.</summary>
static class SweepFigures
{
    /// <summary>The series and, within it, the setting.</summary>
    public static string Name(SweepPoint point)
    {
        var series = SweepSeries.ByKey.TryGetValue(point.Series, out var known) ? known.Name : point.Series;
        return point.Series is "float" or "int8" ? point.Setting == point.Series ? series : point.Setting == "fp32" ? "fp32" : $"{series}: {point.Setting}" : $"{series}: {point.Setting}";
    }

    /// <summary>4,000: groups of three, as in running text.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Ticks are round already: 200 kB, 5 MB.</summary>
    public static string RoundBytes(double bytes) => bytes >= 1e6 ? $"{(bytes / 1e6).ToString("0.##", CultureInfo.InvariantCulture)} MB" : $"{(bytes / 1e3).ToString("0.##", CultureInfo.InvariantCulture)} kB";

    public static string Times(SweepPoint point) => Figures.Ratio(point.Size.Original / (double)point.Size.Embedded);
}
