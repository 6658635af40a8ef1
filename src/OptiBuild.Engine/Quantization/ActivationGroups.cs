using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Activations that share one scale and zero point, because the operators between them only move values.</summary>
/// <param name="Values">In graph order.</param>
/// <param name="Sources">Those that are computed, not moved: what the range is measured on.</param>
/// <param name="Fixed">The range, where the operator tells it.</param>
public sealed record ActivationGroup(IReadOnlyList<Value> Values, IReadOnlyList<Value> Sources, Bounded? Fixed)
{
    /// <summary>The parameters, where the model already has some.</summary>
    public GivenParameters? Given { get; init; }
}

public static class ActivationGroups
{
    /// <summary>The groups of all activations that a placement turns into integers.</summary>
    public static IReadOnlyList<ActivationGroup> Of(Graph graph, Placement placement)
    {
        var root = new Dictionary<Value, Value>();
        foreach (var node in graph.Nodes.Where(n => placement.IsInt8(n)))
        {
            foreach (var value in Quantized(node, placement)) root.TryAdd(value, value);
            if (OpRules.Of(node) is not Moves) continue;
            foreach (var result in OpRules.Results(node)) root[Find(root, result)] = Find(root, node.Input(0)!);
        }
        return [.. root.Keys.GroupBy(v => Find(root, v)).Select(g => Group([.. g], placement.Existing))];
    }

    /// <summary>Whether the value belongs to a group of <see cref="Of"/>, told from the nodes around it alone.</summary>
    public static bool IsInteger(Value value, Placement placement) =>
        placement.IsInt8(value.Producer) && Quantized(value.Producer!, placement).Contains(value)
        || value.Uses.Any(u => placement.IsInt8(u.Node) && Quantized(u.Node, placement).Contains(value));

    /// <summary>The activations that an int8 node reads or gives as integers. Constant operands are not among them.</summary>
    static IEnumerable<Value> Quantized(Node node, Placement placement)
    {
        int[] inputs = OpRules.Of(node) switch
        {
            Weighted w                     => [w.Data],
            Computes { Inputs.Length: > 0 } c => c.Inputs,
            Computes                       => [.. Enumerable.Range(0, node.Inputs.Count)],
            Moves or Bounded or Reads      => [0],
            _                              => [],
        };
        foreach (var i in inputs)
            if (node.Input(i) is { IsConstant: false } x) yield return x;
        if (placement.HandsOutFloat(node)) yield break;
        foreach (var y in OpRules.Results(node))
            if (!(y.Uses is [var only] && placement.Leader(only.Node) == node)) yield return y;
    }

    static ActivationGroup Group(Value[] values, Existing existing)
    {
        var sources = values.Where(v => v.Producer is not { } p || OpRules.Of(p) is not Moves || !values.Contains(p.Input(0))).ToArray();
        return new(values, sources, sources is [{ Producer: { } only }] ? OpRules.Of(only) as Bounded : null) { Given = values.Select(existing.Parameters).FirstOrDefault(p => p is not null) };
    }

    static Value Find(Dictionary<Value, Value> root, Value value)
    {
        while (root[value] != value) value = root[value];
        return value;
    }
}
