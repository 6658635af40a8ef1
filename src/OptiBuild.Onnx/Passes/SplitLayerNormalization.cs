namespace OptiBuild.Onnx.Passes;

/// <summary>LayerNormalization(x, γ, β) → Add(Mul(InstanceNormalization(x, 1, 0), γ), β), for x: [N,S,H].</summary>
/// <remarks>
///   Both normalize each row of H numbers by its mean and by √(variance + ε). ONNX Runtime's CPU kernel adds a row up number by number for the
///   one and with SIMD for the other: a third to an eighth of the time with Mul and Add counted, and half of the rounding error.
///   https://onnx.ai/onnx/operators/onnx__LayerNormalization.html, https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html
/// </remarks>
public static class SplitLayerNormalization
{
    /// <summary>Below these sizes of a row and of all rows two more operators cost what the kernel gains.</summary>
    const long ShortestRow = 32, FewestElements = 1024;

    /// <param name="model">Changed in place; subgraphs and functions stay as they are.</param>
    /// <param name="inferred">What is known of the shapes of values, by name.</param>
    /// <param name="why">Told about each LayerNormalization that stays.</param>
    /// <returns>How many were split.</returns>
    public static int Run(Model model, IReadOnlyDictionary<string, Shape> inferred, Action<string>? why = null)
    {
        var split = 0;
        var units = new Dictionary<long, (Value One, Value Zero)>();
        foreach (var node in model.Graph.Nodes.Where(n => n.Is("LayerNormalization")).ToArray())
        {
            if (Reason(node, inferred) is { } reason) { why?.Invoke($"left {node}, {reason}"); continue; }
            var rows = ShapeOf(node.Input(0)!, inferred)![1].Size!.Value;
            if (!units.TryGetValue(rows, out var unit)) units[rows] = unit = Unit(model.Graph, rows);
            Split(node, unit);
            split++;
        }
        return split;
    }

    /// <returns>null if it can be split and gains by it, otherwise why not.</returns>
    static string? Reason(Node node, IReadOnlyDictionary<string, Shape> inferred)
    {
        if (node.Input(0) is not { } x || node.Output(0) is null || node.Input(1)?.Data is not { Type: ElementType.Float } scale) return "its scale is not constant or not float";
        if (node.Output(1) is not null || node.Output(2) is not null) return "its mean or deviation is read";
        if (node.Attributes.Int("axis", -1) is not (-1 or 2)) return "it normalizes more than the last axis";
        if (ShapeOf(x, inferred) is not { Rank: 3 } shape || shape[1].Size is not { } rows || shape[2].Size is not { } row) return $"the shape of '{x.Name}' is not known to be [N,S,H] with S and H fixed";
        if (scale.Shape is not [var width] || width != row) return "its scale is not one number for each of a row";
        if (row < ShortestRow || rows * row < FewestElements) return "it is small";
        return IsJoinedWithSum(x, inferred) ? "ONNX Runtime computes it with the sum before it" : null;
    }

    /// <summary>Its own operator for a sum of equal shapes that only the normalization reads is as fast.</summary>
    static bool IsJoinedWithSum(Value x, IReadOnlyDictionary<string, Shape> inferred) =>
        x.Producer is { } sum && sum.Is("Add") && x.Uses.Count == 1 && !x.IsGraphOutput
        && ShapeOf(sum.Input(0)!, inferred) is { } a && a.Equals(ShapeOf(sum.Input(1)!, inferred)) && a[0] != Dimension.Unknown;

    static Shape? ShapeOf(Value value, IReadOnlyDictionary<string, Shape> inferred) => inferred.GetValueOrDefault(value.Name) ?? value.Tensor?.Shape;

    static (Value One, Value Zero) Unit(Graph graph, long rows)
    {
        var ones = new float[rows];
        Array.Fill(ones, 1);
        return (graph.AddConstant($"ones_{rows}", Tensor.Floats([rows], ones)), graph.AddConstant($"zeros_{rows}", Tensor.Floats([rows], new float[rows])));
    }

    static void Split(Node node, (Value One, Value Zero) unit)
    {
        var (y, scale, shift) = (node.Output(0)!, node.Input(1)!, node.Input(2));
        var instance = Before(node, "InstanceNormalization", node.Input(0)!, unit.One, unit.Zero);
        instance.Attributes.Set(new FloatAttribute("epsilon", node.Attributes.Float("epsilon", 1e-5f)));
        var last = Before(node, "Mul", Give(instance, $"{y.Name}_normalized"), scale);
        if (shift is not null) last = Before(node, "Add", Give(last, $"{y.Name}_scaled"), shift);
        node.SetOutput(0, null);
        node.Graph.Remove(node);
        last.SetOutput(0, y);
    }

    static Node Before(Node node, string opType, params ReadOnlySpan<Value> inputs)
    {
        var made = node.Graph.AddNodeBefore(node, opType);
        made.Name = $"{node.Label}_{opType}";
        for (var i = 0; i < inputs.Length; i++) made.SetInput(i, inputs[i]);
        return made;
    }

    static Value Give(Node node, string wish)
    {
        node.SetOutput(0, node.Graph.AddNamed(wish));
        return node.Output(0)!;
    }
}
