using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Baselines;

/// <summary>optibuild.baseline.json: what was accepted last of each model, by its path as it was written. Committed beside the project, and reviewed like code.</summary>
public sealed record Baseline(int Schema, SortedDictionary<string, Accepted> Models)
{
    public const int Known = 1;

    /// <summary>A new one, with nothing accepted yet.</summary>
    public static Baseline Empty => new(Known, new(StringComparer.Ordinal));

    /// <summary>With what these models came to; one that was not measured stays as it was.</summary>
    public Baseline With(IEnumerable<ModelReport> reports)
    {
        var models = new SortedDictionary<string, Accepted>(Models, StringComparer.Ordinal);
        foreach (var report in reports)
            if (Accepted.Of(report) is { } accepted) models[report.Model] = accepted;
        return this with { Models = models };
    }
}

/// <summary>One model's accepted result.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Value">Of the optimized model.</param>
/// <param name="Original">Of the original.</param>
/// <remarks>No times: each machine and each run has its own, and a reviewer would read differences that are none.</remarks>
public sealed record Accepted(string Metric, MetricUnit Unit, Direction Direction, double Value, double Original, int Samples, SizeReport Size, AcceptedHashes Hashes)
{
    /// <summary>Which answers were right, as <see cref="MetricReport.Right"/>; null where answers are not right or wrong.</summary>
    public string? Right { get; init; }

    /// <summary>Null where no metric was measured.</summary>
    public static Accepted? Of(ModelReport report) => report is { Metric: { } metric, Size: { } size, Hashes: { } hashes }
        ? new(metric.Name, metric.Unit, metric.Direction, metric.Optimized, metric.Original, metric.Samples, size, new(hashes.Model, hashes.Validation, hashes.Options)) { Right = metric.Right }
        : null;
}

/// <summary>SHA-256 in hexadecimal of what the result came from.</summary>
public sealed record AcceptedHashes(string Model, string? Validation, string Options);
