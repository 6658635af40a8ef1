namespace OptiBuild.Engine.Reports;

/// <summary>The result beside the one that was accepted last.</summary>
public sealed record BaselineReport
{
    /// <summary>Of the accepted result: the metric's name and the optimized model's value.</summary>
    public required string Metric { get; init; }
    public required double Value { get; init; }

    /// <summary>Bytes of what was shipped then.</summary>
    public required long Embedded { get; init; }

    public required bool IsComparable { get; init; }

    /// <summary>Why it cannot be compared; null where it can.</summary>
    public string? Reason { get; init; }

    /// <summary>Positive where the new model is worse than the accepted one. Not a number where they cannot be compared.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>At the metric's confidence; null where only the estimates can be compared.</summary>
    public double? LossUpper { get; init; }

    /// <summary>Answers right then and wrong now.</summary>
    public int? Broken { get; init; }

    public int? Repaired { get; init; }
}
