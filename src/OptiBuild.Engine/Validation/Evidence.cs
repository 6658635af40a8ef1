using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>Everything that was measured of one optimized model; null is what was not.</summary>
/// <param name="Model">What messages call it.</param>
public sealed record Evidence(string Model)
{
    public MetricReport? Metric { get; init; }
    public NotANumber? NotANumber { get; init; }

    /// <summary>What was noticed beside, and decides nothing.</summary>
    public IReadOnlyList<Finding> Notes { get; init; } = [];

    public SizeReport? Size { get; init; }
    public LatencyReport? Latency { get; init; }
    public ChannelReport? Channels { get; init; }
    public RefinementReport? Refinement { get; init; }
    public LevelsReport? Levels { get; init; }
    public BaselineReport? Baseline { get; init; }
}

public sealed record Judgement(Verdict Verdict, IReadOnlyList<Finding> Findings)
{
    public bool IsFailed => Findings.Any(f => f.Diagnostic.Severity == Severity.Error);

    /// <summary>With what was noticed and decides nothing, before the rest.</summary>
    public Judgement Beside(IReadOnlyList<Finding> notes) => this with { Findings = [.. notes, .. Findings] };
}
