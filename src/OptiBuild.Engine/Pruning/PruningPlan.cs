using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>The weights that pruning changes, with their new values.</summary>
public sealed record PruningPlan(IReadOnlyList<PrunedWeight> Weights)
{
    public static PruningPlan Nothing { get; } = new([]);

    /// <summary>Biases that take back what the mean of the outputs shifts by.</summary>
    public IReadOnlyList<FloatBias> Biases { get; init; } = [];

    /// <summary>Why operators whose weights could have been pruned were left alone.</summary>
    public IReadOnlyDictionary<Node, string> Declined { get; init; } = new Dictionary<Node, string>();

    /// <param name="pruned">Weights of one operator may share its bias.</param>
    internal static PruningPlan Of(IEnumerable<(PrunableWeight Weight, PrunedRows Rows, string Method)> pruned)
    {
        var weights = new List<PrunedWeight>();
        var biases = new Dictionary<Use, FloatBias>();
        foreach (var (weight, rows, method) in pruned)
        {
            var data = Tensor.Of<float>(ElementType.Float, weight.Data.Shape, rows.Rows.ToTensor(weight.Shapes.Weights));
            weights.Add(new(weight.Weight, data, rows.Rows.Values.LongCount(v => v == 0), method) { Nodes = [.. weight.Weight.Uses.Select(u => u.Node)], Output = rows.Output });
            if (rows.Shift is { } shift && weight.Bias is { } place)
                biases[place] = new(place, weight.Corrected(biases.GetValueOrDefault(place)?.Values ?? BiasPlace.Data(place)?.Span<float>().ToArray() ?? [], shift));
        }
        return new(weights) { Biases = [.. biases.Values] };
    }
}

/// <param name="Zeros">Elements that are zero afterwards, those included that were before.</param>
/// <param name="Method">How the zeros were chosen.</param>
public sealed record PrunedWeight(Value Weight, Tensor Data, long Zeros, string Method)
{
    /// <summary>The operators that read it. Later steps may give them another constant.</summary>
    public required IReadOnlyList<Node> Nodes { get; init; }

    /// <summary>Null where nothing is known of what the weight is multiplied with.</summary>
    public PrunedOutput? Output { get; init; }
}

/// <summary>Signal to noise of what a layer gives, in dB, on held-out samples.</summary>
/// <param name="MaskedSqnrDb">Had the weights that remain stayed as they were.</param>
public sealed record PrunedOutput(double SqnrDb, double MaskedSqnrDb);
