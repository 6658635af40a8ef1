using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Refining;

/// <summary>What the step found.</summary>
/// <param name="Plan">To be applied.</param>
/// <param name="Report">Null where nothing was predicted.</param>
public sealed record Refinement(QuantizationPlan Plan, RefinementReport? Report)
{
    /// <summary>Units that were taken back.</summary>
    public int Count { get; init; }
}
