using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Validation;

/// <summary>Everything that was measured of one optimized model; null is what was not.</summary>
/// <param name="Model">What messages call it.</param>
public sealed record Evidence(string Model)
{
    public MetricReport? Metric { get; init; }
    public NotANumber? NotANumber { get; init; }
    public SizeReport? Size { get; init; }
    public LatencyReport? Latency { get; init; }
    public ChannelReport? Channels { get; init; }
    public RefinementReport? Refinement { get; init; }
    public LevelsReport? Levels { get; init; }
}

public sealed record Judgement(Verdict Verdict, IReadOnlyList<Finding> Findings);
