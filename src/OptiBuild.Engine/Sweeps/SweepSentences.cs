using System.Globalization;
using OptiBuild.Engine.Reports;
using static OptiBuild.Engine.Sweeps.SweepFigures;

namespace OptiBuild.Engine.Sweeps;

/// <summary>What the figures of one model say, in words. Every sentence follows from figures; one whose figures are missing is left out.</summary>
static class SweepSentences
{
    /// <summary>Times closer than this are taken for the same: machines are noisy.</summary>
    const double SameTime = 0.1;

    public static IEnumerable<(string Head, string Text)> Of(SweptModel model)
    {
        var floats = model.Points.Where(p => p.Series == "float").ToArray();
        var (int8, magnitude) = (model.Points.FirstOrDefault(p => p.Series == "int8"), model.Points.Where(p => p.Series == "magnitude").ToArray());
        if (floats is [var fp32, .. { Length: > 0 } zeroed])
        {
            yield return ("Pruning makes zeros.", Zeros(fp32, zeroed[0]));
            yield return ("Zeros alone do not shrink a file.", Files(fp32, zeroed[0]));
            yield return (Change(fp32, zeroed[^1]) < -SameTime ? "Zeros and time." : "Zeros alone do not make a model faster.", Speed(fp32, zeroed[^1]));
        }
        if (int8 is null) yield break;
        yield return (Relative(int8) < 1 - SameTime ? "int8 is smaller and faster." : "int8 is smaller.", Int8(int8));
        if (Best(magnitude) is { } best) yield return ("The plain way to prune has a price.", Price(int8, best, magnitude[^1]));
        if (Against(model, magnitude) is { Length: > 0 } against) yield return ("Which weights go matters.", against);
        if (Best(model.Points.Where(p => p.Series == "auto")) is { } auto) yield return ("What auto makes of it.", Auto(auto, int8));
    }

    static string Zeros(SweepPoint before, SweepPoint after) =>
        $"Of {Whole(before.Weights.NonZeros)} weights that are not zero, {Whole(after.Weights.NonZeros)} remain after {Share(after)} were set to zero. All {Whole(after.Weights.All)} are still stored.";

    static string Files(SweepPoint before, SweepPoint after)
    {
        var same = before.Size.Optimized == after.Size.Optimized ? "exactly as many" : Whole(after.Size.Optimized);
        return $"The float file has {Whole(before.Size.Optimized)} bytes without these zeros and {same} with them, since a zero takes four bytes like any number; a mask stored beside the weights would only add to that. "
            + $"Compression is what sees zeros: Brotli makes {Whole(before.Size.Embedded)} bytes of the one and {Whole(after.Size.Embedded)} of the other.";
    }

    static string Speed(SweepPoint before, SweepPoint after)
    {
        var change = Change(before, after);
        var verdict = Math.Abs(change) <= SameTime ? "the same within what machines vary: a processor multiplies by zero as by any other number"
            : change > 0 ? "not less: a processor multiplies by zero as by any other number"
            : $"{Figures.Percent(-change)} less in this run; no kernel skips zeros, so look for another reason before you count on it";
        return $"One answer takes {Ms(before, before)} without zeros and {Ms(after, before)} with {Share(after)} zeros, {verdict}.";
    }

    static string Int8(SweepPoint int8)
    {
        var speed = int8.Latency.Speedup;
        return $"Stored as int8 the file falls from {Whole(int8.Size.Original)} to {Whole(int8.Size.Optimized)} bytes, {Whole(int8.Size.Embedded)} of which are embedded after Brotli ({Times(int8)} smaller than the original), "
            + $"and an answer takes {Figures.Percent(Relative(int8), "0")} of the original's time{(speed < 1 ? ", which is slower" : "")}. {Sentence(Figures.Change(int8.Metric))}.";
    }

    static string Price(SweepPoint int8, SweepPoint best, SweepPoint most) =>
        $"Setting the smallest weights to zero loses at most {best.Metric.BudgetText} up to {best.Setting} ({Figures.Bytes(best.Size.Embedded)} embedded, where int8 alone has {Figures.Bytes(int8.Size.Embedded)}); "
        + $"at {most.Setting} the {most.Metric.Name} is {Figures.Value(most.Metric, most.Metric.Optimized)}, where the original has {Figures.Value(most.Metric, most.Metric.Original)}.";

    static string Against(SweptModel model, SweepPoint[] magnitude) => string.Join(' ',
        from plain in magnitude
        from other in model.Points
        where other.Series == "pruned" && other.Setting == plain.Setting && plain.Weights.Sparsity > 0.4
        select $"At {plain.Setting} the smallest-weights rule loses {Figures.Loss(plain.Metric, plain.Metric.Loss)}, OptiBuild's {Figures.Loss(other.Metric, other.Metric.Loss)}.");

    static string Auto(SweepPoint auto, SweepPoint int8) =>
        $"With MaxDrop={auto.Metric.BudgetText} it embeds {Figures.Bytes(auto.Size.Embedded)}: {Times(auto)} smaller than the original, {Beside(auto, int8)}. "
        + $"{Sentence(Figures.Change(auto.Metric))}; the loss is at most {Figures.Loss(auto.Metric, auto.Metric.LossUpper)} at {Figures.Percent(auto.Metric.Confidence)}.";

    static string Beside(SweepPoint point, SweepPoint int8) => point.Size.Embedded == int8.Size.Embedded ? "as int8 alone is"
        : point.Size.Embedded < int8.Size.Embedded ? $"and {Figures.Percent(1 - point.Size.Embedded / (double)int8.Size.Embedded, "0")} smaller than int8 alone"
        : $"and {Figures.Percent(point.Size.Embedded / (double)int8.Size.Embedded - 1, "0")} larger than int8 alone";

    /// <summary>The smallest that loses no more than the usual budget, by estimate.</summary>
    static SweepPoint? Best(IEnumerable<SweepPoint> points) => points.Where(p => p.Metric.Loss <= Usual(p.Metric)).MinBy(p => p.Size.Embedded);

    static double Usual(MetricReport metric) => metric.Unit == MetricUnit.Share ? 0.01 : 0.01 * Math.Abs(metric.Original);

    static double Change(SweepPoint before, SweepPoint after) => Relative(after) / Relative(before) - 1;

    static double Relative(SweepPoint point) => point.Latency.OptimizedMs / point.Latency.OriginalMs;

    /// <summary>By the original's time in one and the same run: the machine may have been busier in the other.</summary>
    static string Ms(SweepPoint point, SweepPoint run) => Figures.Milliseconds(Relative(point) * run.Latency.OriginalMs);

    static string Share(SweepPoint point) => $"{(point.Weights.Sparsity * 100).ToString("0.#", CultureInfo.InvariantCulture)} %";

    static string Sentence(string text) => string.Concat(text[..1].ToUpperInvariant(), text[1..]);
}
