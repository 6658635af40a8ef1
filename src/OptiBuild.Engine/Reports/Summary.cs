namespace OptiBuild.Engine.Reports;

/// <summary>What became of a model, in one line.</summary>
public static class Summary
{
    /// <summary>Differences of speed below this share are noise on most machines.</summary>
    const double SameSpeed = 0.05;

    /// <summary>garments.onnx → 6.81 MB → 0.62 MB embedded (11.0×), 2.1× faster, accuracy 91.42 % → 91.38 % (loss ≤ 0.31 pp at 95 %)</summary>
    public static string Line(ModelReport report, EmbedMode embed)
    {
        string?[] parts = [Size(report.Size, embed), Weights(report.Size), Kept(report.Layers), Speed(report.Latency), Accuracy(report)];
        return $"{Printable.Of(Path.GetFileName(report.Model))} → {string.Join(", ", parts.Where(p => p is not null))}{(report.Cache is { Origin: ResultOrigin.Local or ResultOrigin.Remote } ? " (from the cache)" : "")}";
    }

    static string? Size(SizeReport? size, EmbedMode embed)
    {
        if (size is null) return null;
        var (shipped, how) = embed == EmbedMode.Resource && size.WeightsFile is null ? (size.Embedded, " embedded") : (size.Optimized, "");
        return $"{Figures.Bytes(size.Original)} → {Figures.Bytes(shipped)}{how} ({Figures.Ratio(size.Original / (double)shipped)})";
    }

    static string? Weights(SizeReport? size) => size?.WeightsFile is { } file ? $"weights in {Printable.Of(file)}" : null;

    /// <summary>Only where nothing else was done: what was gained then is not what the user expects of quantization.</summary>
    static string? Kept(IReadOnlyList<LayerReport> layers)
    {
        var kept = layers.Count(l => l.Decision is LayerDecision.Kept or LayerDecision.Converted);
        return kept > 0 && !layers.Any(l => l.Decision is LayerDecision.Quantized or LayerDecision.Pruned) ? "quantized already" : null;
    }

    static string? Speed(LatencyReport? latency) => latency?.Speedup switch
    {
        null              => null,
        > 1 + SameSpeed   => $"{Figures.Ratio(latency.Speedup)} faster",
        < 1 - SameSpeed   => $"{Figures.Ratio(latency.Speedup)} as fast: slower",
        _                 => "as fast",
    };

    static string Accuracy(ModelReport report)
    {
        if (report.Metric is not { } metric) return "gate off";
        var doubt = report.Verdict switch { Verdict.Failed => ": failed", Verdict.Uncertain => ": uncertain", _ => "" };
        if (metric.Floor is { } floor)
            return $"{Printable.Of(metric.Name)} {Figures.Value(metric, metric.Optimized)} (≥ {Figures.AtLeast(metric, floor)} at {Figures.Percent(metric.Confidence)}{doubt})";
        return $"{Printable.Of(metric.Name)} {Figures.Value(metric, metric.Original)} → {Figures.Value(metric, metric.Optimized)} " +
            $"({(metric.LossUpper <= 0 ? "no loss" : $"loss ≤ {Figures.Loss(metric, metric.LossUpper)}")} at {Figures.Percent(metric.Confidence)}{doubt})";
    }
}
