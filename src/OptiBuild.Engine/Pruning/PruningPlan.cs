using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>The weights that pruning changes, with their new values.</summary>
public sealed record PruningPlan(IReadOnlyList<PrunedWeight> Weights)
{
    public static PruningPlan Nothing { get; } = new([]);
}

/// <param name="Zeros">Elements that are zero afterwards, those included that were before.</param>
public sealed record PrunedWeight(Value Weight, Tensor Data, long Zeros);
