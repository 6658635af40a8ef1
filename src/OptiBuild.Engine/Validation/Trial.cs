using OptiBuild.Engine.Data;

namespace OptiBuild.Engine.Validation;

/// <summary>Two models with the same inputs, and the samples that both answer.</summary>
public sealed record Trial(Samples Samples, IReadOnlyList<ModelInput> Inputs, Ask Original, Ask Optimized);
