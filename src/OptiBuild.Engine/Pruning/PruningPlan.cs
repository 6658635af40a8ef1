using OptiBuild.Engine.Quantization;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>The weights that pruning changes, with their new values.</summary>
public sealed record PruningPlan(IReadOnlyList<PrunedWeight> Weights)
{
    public static PruningPlan Nothing { get; } = new([]);

    /// <summary>Biases that take back what the mean of the outputs shifts by.</summary>
    public IReadOnlyList<FloatBias> Biases { get; init; } = [];

    /// <summary>Why weights that could have been pruned were left alone.</summary>
    public IReadOnlyDictionary<Value, string> Declined { get; init; } = new Dictionary<Value, string>();
}

/// <param name="Zeros">Elements that are zero afterwards, those included that were before.</param>
public sealed record PrunedWeight(Value Weight, Tensor Data, long Zeros)
{
    /// <summary>How the zeros were chosen, and why so.</summary>
    public string Method { get; init; } = "";

    /// <summary>Signal to noise of what the layer gives, in dB, on held-out samples; null where nothing is known of what it reads.</summary>
    public double? SqnrDb { get; init; }

    /// <summary>The same, had the weights that remain stayed as they were.</summary>
    public double? MaskedSqnrDb { get; init; }
}
