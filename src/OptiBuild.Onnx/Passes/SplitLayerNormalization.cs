namespace OptiBuild.Onnx.Passes;

/// <summary>LayerNormalization → operators that ONNX Runtime computes with SIMD.</summary>
/// <remarks>
///   x: [N,S,H] with S fixed → Add(Mul(InstanceNormalization(x, 1, 0), γ), β); any other x → mean, difference, variance and quotient one by one.
///   Both divide each row of H numbers less its mean by √(variance + ε). The CPU kernel of LayerNormalization adds a row up number by number;
///   the first form takes a third to an eighth of its time, the second a half to a fifth, and both have less rounding error.
///   https://onnx.ai/onnx/operators/onnx__LayerNormalization.html, https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html
/// </remarks>
public static class SplitLayerNormalization
{
    /// <summary>Below these sizes of a row, and of all rows of one sample, more operators cost what the kernel gains.</summary>
    const long ShortestRow = 32, ShortestRowInSteps = 64, FewestElements = 1024;

    /// <summary>From here on even a single row is worth it.</summary>
    const long LongRow = 384;

    /// <summary>The first opset in which the axes of ReduceMean are an input.</summary>
    const long AxesAreInput = 18;

    /// <param name="model">Changed in place; subgraphs and functions stay as they are.</param>
    /// <param name="inferred">What is known of the shapes of values, by name.</param>
    /// <param name="why">Told about each LayerNormalization that stays.</param>
    /// <returns>How many were split.</returns>
    public static int Run(Model model, IReadOnlyDictionary<string, Shape> inferred, Action<string>? why = null)
    {
        var split = 0;
        var constants = new Constants(model.Graph);
        foreach (var node in model.Graph.Nodes.Where(n => n.Is("LayerNormalization")).ToArray())
        {
            var shape = node.Input(0) is { } x ? ShapeOf(x, inferred) : null;
            if (Reason(node, shape, inferred) is { } reason)
            {
                why?.Invoke($"left {node}, {reason}");
                continue;
            }
            Finish(node, shape is { Rank: 3 } && shape[1].Size is { } rows ? AsInstances(node, rows, constants) : InSteps(node, model.Opset >= AxesAreInput, constants));
            split++;
        }
        return split;
    }

    /// <returns>null if it can be split and gains by it, otherwise why not.</returns>
    static string? Reason(Node node, Shape? shape, IReadOnlyDictionary<string, Shape> inferred)
    {
        if (node.Input(0) is not { } x || node.Output(0) is null || node.Input(1) is not { Data: { Type: ElementType.Float, Shape: [var row] } }) return "its scale is not a constant float for each of a row";
        if (node.Output(1) is not null || node.Output(2) is not null) return "its mean or deviation is read";
        if (node.Attributes.Int("axis", -1) is var axis && axis != -1 && axis != shape?.Rank - 1) return "it normalizes more than the last axis";
        if (shape is not null && shape.Rank > 0 && shape[shape.Rank - 1].Size is { } size && size != row) return "its scale is not one number for each of a row";
        if (!Pays(shape, row)) return "it is small";
        return IsJoinedWithSum(x, inferred) ? "ONNX Runtime computes it with the sum before it" : null;
    }

    static bool Pays(Shape? shape, long row)
    {
        if (row >= LongRow) return true;
        if (shape is null || !shape.Dimensions.Skip(1).All(d => d.Size is not null)) return false;
        var elements = shape.Dimensions.Skip(1).Aggregate(1L, (n, d) => n * d.Size!.Value);
        return elements >= FewestElements && row >= (shape.Rank == 3 ? ShortestRow : ShortestRowInSteps);
    }

    /// <summary>Its own operator for a sum of equal shapes that only the normalization reads is as fast.</summary>
    static bool IsJoinedWithSum(Value x, IReadOnlyDictionary<string, Shape> inferred) =>
        x.Producer is { } sum && sum.Is("Add") && x.Uses.Count == 1 && !x.IsGraphOutput
        && ShapeOf(sum.Input(0)!, inferred) is { } a && a.Equals(ShapeOf(sum.Input(1)!, inferred))
        && a.Rank == 3 && !a.Dimensions.Contains(Dimension.Unknown);

    static Shape? ShapeOf(Value value, IReadOnlyDictionary<string, Shape> inferred) => inferred.GetValueOrDefault(value.Name) ?? value.Tensor?.Shape;

    static Value AsInstances(Node node, long rows, Constants constants)
    {
        var instance = Before(node, "InstanceNormalization", node.Input(0)!, constants.Filled(rows, 1), constants.Filled(rows, 0));
        instance.Attributes.Set(new FloatAttribute("epsilon", Epsilon(node)));
        return Give(instance, "normalized");
    }

    /// <remarks>The square is a product, not a power: LayerNormalization is what ONNX Runtime makes of the form with Pow.</remarks>
    static Value InSteps(Node node, bool axesAreInput, Constants constants)
    {
        var centered = Give(Before(node, "Sub", node.Input(0)!, Mean(node, node.Input(0)!, axesAreInput, constants)), "centered");
        var variance = Mean(node, Give(Before(node, "Mul", centered, centered), "squares"), axesAreInput, constants);
        var positive = Give(Before(node, "Add", variance, constants.Scalar(Epsilon(node))), "positive");
        return Give(Before(node, "Div", centered, Give(Before(node, "Sqrt", positive), "deviation")), "normalized");
    }

    static Value Mean(Node node, Value x, bool axesAreInput, Constants constants)
    {
        var mean = axesAreInput ? Before(node, "ReduceMean", x, constants.LastAxis) : Before(node, "ReduceMean", x);
        if (!axesAreInput) mean.Attributes.Set(new IntsAttribute("axes", [-1]));
        mean.Attributes.Set(new IntAttribute("keepdims", 1));
        return Give(mean, "mean");
    }

    static float Epsilon(Node node) => node.Attributes.Float("epsilon", 1e-5f);

    static void Finish(Node node, Value normalized)
    {
        var (y, shift) = (node.Output(0)!, node.Input(2));
        var last = Before(node, "Mul", normalized, node.Input(1)!);
        if (shift is not null) last = Before(node, "Add", Give(last, "scaled"), shift);
        node.SetOutput(0, null);
        node.Graph.Remove(node);
        last.SetOutput(0, y);
    }

    static Node Before(Node node, string opType, params ReadOnlySpan<Value> inputs)
    {
        var made = node.Graph.AddNodeBefore(node, opType);
        made.Name = node.Label;
        for (var i = 0; i < inputs.Length; i++) made.SetInput(i, inputs[i]);
        return made;
    }

    static Value Give(Node node, string wish)
    {
        node.SetOutput(0, node.Graph.AddNamed($"{node.Name}_{wish}"));
        node.Name = node.Output(0)!.Name;
        return node.Output(0)!;
    }

    /// <summary>One of each for all.</summary>
    sealed class Constants(Graph graph)
    {
        readonly Dictionary<string, Value> made = [];

        public Value LastAxis => Of("last_axis", () => Tensor.Int64s([1], -1));

        public Value Scalar(float value) => Of($"epsilon_{BitConverter.SingleToUInt32Bits(value):x}", () => Tensor.Floats([], value));

        public Value Filled(long length, float value) => Of(value == 0 ? $"zeros_{length}" : $"ones_{length}", () =>
        {
            var values = new float[length];
            Array.Fill(values, value);
            return Tensor.Floats([length], values);
        });

        Value Of(string name, Func<Tensor> data) => made.TryGetValue(name, out var value) ? value : made[name] = graph.AddConstant(name, data());
    }
}
