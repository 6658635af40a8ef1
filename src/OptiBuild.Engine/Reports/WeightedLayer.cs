using OptiBuild.Onnx;

namespace OptiBuild.Engine.Reports;

/// <summary>A node with constant weights: how they are stored and how many are zero.</summary>
/// <param name="Weights">float, int8 per channel …</param>
/// <param name="Shape">Of the weight with the most elements.</param>
/// <param name="Sparsity">Share of zeros; null for types that are not counted.</param>
public sealed record WeightedLayer(string Node, string Op, string Weights, IReadOnlyList<long> Shape, double? Sparsity)
{
    const int LeastRank = 2;

    /// <summary>Null where the node has no weights: constants of rank 0 and 1 are biases, scales and shapes.</summary>
    internal static WeightedLayer? Of(Node node)
    {
        if (IsConversion(node)) return null;
        var weight = node.Inputs.Select(StoredWeight.Of).OfType<StoredWeight>().Where(w => w.Data.Shape.Count >= LeastRank).MaxBy(w => w.Data.Count);
        return weight is null ? null : new(node.Label, node.OpType, weight.Form, weight.Data.Shape, weight.Sparsity);
    }

    static bool IsConversion(Node node) => node.Is("DequantizeLinear") || node.Is("QuantizeLinear");
}
