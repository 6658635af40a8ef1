using System.Globalization;
using OptiBuild.Engine.Metrics;
using static OptiBuild.Engine.Reports.Figures;

namespace OptiBuild.Engine.Reports.Pages;

/// <summary>Figures and names of a report as people read them.</summary>
static class Shown
{
    const string None = "not a number";

    /// <summary>garments for Models/garments.onnx.</summary>
    public static string Name(ModelReport model) => Path.GetFileNameWithoutExtension(model.Model.Replace('\\', '/')) is { Length: > 0 } name ? name : model.Model;

    /// <summary>5,000: groups of three, as in running text.</summary>
    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Value(MetricReport metric, double value) => IsShowable(metric.Unit, value) ? Figures.Value(metric, value) : None;

    public static string Loss(MetricReport metric, double loss) => double.IsFinite(loss) ? Figures.Loss(metric, loss) : None;

    public static string Value(FigureReport figure, double value) =>
        !IsShowable(figure.Unit, value) ? None : figure.Unit == MetricUnit.Decibel ? Decibels(value) : figure.Unit == MetricUnit.Share ? Percent(value, "0.00") : value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>What has no noise has infinitely many decibels.</summary>
    static bool IsShowable(MetricUnit unit, double value) => double.IsFinite(value) || (unit == MetricUnit.Decibel && double.IsPositiveInfinity(value));

    /// <summary>0.31 pp, or ≥ 34.87 dB where nothing but the figure itself is bounded; empty where nothing is.</summary>
    public static string AtMost(MetricReport metric) => metric is { Floor: { } floor } ? double.IsPositiveInfinity(metric.Optimized) ? Exact : $"≥ {Value(metric, floor - metric.LossUpper)}" : IsCompared(metric) ? Loss(metric, metric.LossUpper) : "";

    /// <summary>1.00 pp, or ≥ 30.00 dB.</summary>
    public static string Allowed(MetricReport metric) => metric is { Floor: { } floor } ? $"≥ {Value(metric, floor)}" : IsCompared(metric) && metric.BudgetText.Length > 0 ? Loss(metric, metric.Budget) : "";

    /// <summary>Two models were measured, and the difference of their figures says something.</summary>
    public static bool IsCompared(MetricReport metric) => !metric.IsAlone && metric.Unit != MetricUnit.Decibel;

    /// <summary>The accepted figure, in the unit of the metric that is measured now where that is the same; a decibel figure that is none was exact.</summary>
    public static string Accepted(MetricReport? now, BaselineReport baseline) => now?.Name != baseline.Metric ? double.IsFinite(baseline.Value) ? baseline.Value.ToString("G4", CultureInfo.InvariantCulture) : None
        : Value(now, now.Unit == MetricUnit.Decibel && double.IsNaN(baseline.Value) ? double.PositiveInfinity : baseline.Value);

    /// <summary>Signal to noise as error: 40 dB are 1 %.</summary>
    public static double Error(double decibels) => Math.Pow(10, -decibels / 20);

    public static string Decibels(double decibels) => double.IsFinite(decibels) ? decibels.ToString("0.0", CultureInfo.InvariantCulture) + " dB" : Exact;

    /// <summary>0.0012 % keeps two digits that count.</summary>
    public static string SmallShare(double share) => (share * 100).ToString(share < 0.001 ? "G2" : share < 0.1 ? "0.0#" : "0", CultureInfo.InvariantCulture) + " %";

    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " s";

    public static string Bits(double bits) => bits.ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>2.1× as fast, 0.9× as fast.</summary>
    public static string Speed(LatencyReport latency) => !double.IsFinite(latency.Speedup) ? "speed unknown" : latency.Speedup.ToString(latency.Speedup < 1.95 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + "× as fast";

    /// <summary>1 word, 2 words.</summary>
    public static string Many(long count, string one, string? many = null) => $"{Whole(count)} {(count == 1 ? one : many ?? one + "s")}";

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Reports.Verdict.Passed    => "passed",
        Reports.Verdict.Failed    => "failed",
        Reports.Verdict.Uncertain => "not proven",
        _                         => "not judged",
    };

    public static string What(LossKind kind) => kind switch
    {
        LossKind.ChangedAnswers  => "answers changed for the worse",
        LossKind.LostProbability => "answers lost, weighed by how sure the model is",
        LossKind.NoiseAmount     => "error of the outputs",
        LossKind.NoiseGrowth     => "growth of the error",
        LossKind.LostPrecision   => "average precision",
        _                        => "error as a share of the outputs",
    };
}
