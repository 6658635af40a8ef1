using System.Runtime.InteropServices;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The levels of a node's weights as they are written, counted.</summary>
/// <param name="Bits">Of code for each weight, by the entropy of the levels of each tensor.</param>
sealed record CodedWeights(double Bits)
{
    public static IReadOnlyDictionary<Node, CodedWeights> Of(QuantizationPlan plan) =>
        Levels(plan).Where(l => l.Levels.Length > 0).GroupBy(l => l.Node, l => l.Levels).ToDictionary(g => g.Key, g => Of([.. g]));

    static CodedWeights Of(IReadOnlyList<sbyte[]> tensors)
    {
        // −128 is not among the levels we choose, but may be among those of a model that was given.
        var counts = tensors.Select(t => CodeCost.Count([.. t.Select(q => Math.Max(q, (sbyte)-sbyte.MaxValue))], sbyte.MaxValue)).ToArray();
        return new(counts.Sum(c => CodeCost.Entropy(c)) / tensors.Sum(t => (double)t.Length));
    }

    static IEnumerable<(Node Node, sbyte[] Levels)> Levels(QuantizationPlan plan)
    {
        foreach (var weight in plan.Weights.Where(w => w is { Axis: not null, Scheme.Type: ElementType.Int8 })) yield return (weight.Node, MemoryMarshal.Cast<byte, sbyte>(weight.Values.Span).ToArray());
        foreach (var stored in plan.Stored) yield return (stored.Node, stored.Weights.Values);
        foreach (var dynamic in plan.Dynamic.OfType<DynamicProductPlan>()) yield return (dynamic.Node, dynamic.Weights.Values);
        foreach (var dynamic in plan.Dynamic.OfType<RecurrentPlan>())
            foreach (var weight in dynamic.Weights) yield return (dynamic.Node, weight.Rounded.Values);
    }
}
