namespace OptiBuild.Onnx.Shapes;

/// <summary>The shapes that operators give, where names of dimensions must not be lost. Operators without a row keep what others know of them.</summary>
/// <remarks>https://onnx.ai/onnx/operators; broadcasting as in https://github.com/onnx/onnx/blob/main/docs/Broadcasting.md</remarks>
static class ShapeRules
{
    /// <summary>Of output number <paramref name="output"/>; null where it is not known from here.</summary>
    public static IReadOnlyList<Term>? Of(Node node, int output, KnownShapes known) =>
        node.Domain.Length > 0                          ? null
        : output == 0 && Keeping.Contains(node.OpType)  ? known.Shape(node.Input(0))
        : output == 0 && Broadcasting.Contains(node.OpType) ? Broadcast(node.Output(0)!, [.. node.Inputs.Select(known.Shape)])
        : Rows.TryGetValue(node.OpType, out var rule)   ? rule(new(node, node.Output(output)!, known))
        : null;

    readonly record struct Site(Node Node, Value Output, KnownShapes Known)
    {
        public IReadOnlyList<Term>? Shape(int input) => Known.Shape(Node.Input(input));
        public IReadOnlyList<long>? Constants(int input) => Known.Constants(Node.Input(input));
    }

    /// <summary>The output has the shape of the first input.</summary>
    static readonly HashSet<string> Keeping =
    [
        "Abs", "BatchNormalization", "Cast", "CastLike", "Ceil", "Clip", "Cos", "CumSum", "DequantizeLinear", "Dropout", "Elu", "Erf", "Exp", "Floor", "Gelu", "GroupNormalization",
        "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization", "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "LpNormalization", "Mish", "Neg", "Not",
        "QuantizeLinear", "Reciprocal", "Relu", "Round", "Selu", "Sigmoid", "Sign", "Sin", "Softmax", "Softplus", "Softsign", "Sqrt", "Tanh", "ThresholdedRelu", "Trilu",
    ];

    static readonly HashSet<string> Broadcasting =
    [
        "Add", "And", "Div", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Max", "Mean", "Min", "Mod", "Mul", "Or", "Pow", "Sub", "Sum", "Where", "Xor",
    ];

    static readonly Dictionary<string, Func<Site, IReadOnlyList<Term>?>> Rows = new()
    {
        ["Constant"]  = s => Passes.FoldConstantNodes.ValueOf(s.Node) is { } value ? [.. value.Shape.Select(Term.Of)] : null,
        ["MatMul"]    = MatMul,
        ["Transpose"] = Transpose,
        ["Reshape"]   = s => ReshapeTarget.Of(s.Node, s.Known)?.Shape,
        ["Expand"]    = s => s.Known.Numbers(s.Node.Input(1)) is { } size && s.Shape(0) is { } x
            ? Broadcast(s.Output, [x, [.. size.Elements.Select((e, i) => e ?? Term.Unnamed(s.Output, i))]]) : null,
        ["Flatten"]   = Flatten,
        ["Squeeze"]   = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
        ["Split"]     = Split,
        ["Concat"]    = Concat,
        ["Gather"]    = Gather,
    };

    static IReadOnlyList<Term>? Broadcast(Value output, IReadOnlyList<Term>?[] shapes)
    {
        if (shapes.Any(s => s is null)) return null;
        var rank = shapes.Max(s => s!.Count);
        return [.. Enumerable.Range(0, rank).Select(axis => Broadcast(shapes.Select(s => axis - rank + s!.Count is var i and >= 0 ? s[i] : Term.Of(1))) ?? Term.Unnamed(output, axis))];
    }

    /// <summary>Of one axis: a number above 1 wins, as the others must be it or 1; a name only against itself and 1.</summary>
    static Term? Broadcast(IEnumerable<Term> sizes)
    {
        var wide = sizes.Where(s => s.Number != 1).Distinct().ToArray();
        return wide.Length switch
        {
            0 => Term.Of(1),
            1 => wide[0],
            _ => wide.Where(s => s.Number is not null).ToArray() is [var number] ? number : null,
        };
    }

    static IReadOnlyList<Term>? MatMul(Site s)
    {
        if (s.Shape(0) is not { Count: >= 2 } a || s.Shape(1) is not { Count: >= 2 } b) return null;
        return Broadcast(s.Output, [[.. a.SkipLast(2)], [.. b.SkipLast(2)]]) is { } outer ? [.. outer, a[^2], b[^1]] : null;
    }

    static IReadOnlyList<Term>? Transpose(Site s)
    {
        if (s.Shape(0) is not { } x) return null;
        var order = s.Node.Attributes.Ints("perm") ?? [.. Enumerable.Range(0, x.Count).Reverse().Select(i => (long)i)];
        return order.Count == x.Count && order.All(i => i >= 0 && i < x.Count) ? [.. order.Select(i => x[(int)i])] : null;
    }

    static IReadOnlyList<Term>? Flatten(Site s)
    {
        if (s.Shape(0) is not { } x || Axis(s.Node.Attributes.Int("axis", 1), x.Count + 1) is not { } axis) return null;
        return axis <= x.Count ? [Term.Product(x.Take(axis)) ?? Term.Unnamed(s.Output, 0), Term.Product(x.Skip(axis)) ?? Term.Unnamed(s.Output, 1)] : null;
    }

    static IReadOnlyList<Term>? Squeeze(Site s)
    {
        if (s.Shape(0) is not { } x || s.Constants(1)?.Select(a => Axis(a, x.Count)).ToHashSet() is not { } axes) return null;
        return axes.Contains(null) ? null : [.. x.Where((_, i) => !axes.Contains(i))];
    }

    static IReadOnlyList<Term>? Unsqueeze(Site s)
    {
        if (s.Shape(0) is not { } x || s.Constants(1) is not { } wanted) return null;
        var axes = wanted.Select(a => Axis(a, x.Count + wanted.Count)).ToHashSet();
        if (axes.Contains(null) || axes.Count != wanted.Count) return null;
        var rest = new Queue<Term>(x);
        return [.. Enumerable.Range(0, x.Count + wanted.Count).Select(i => axes.Contains(i) ? Term.Of(1) : rest.Dequeue())];
    }

    /// <summary>Into given sizes, or into equal parts: the last is smaller where the size cannot be divided.</summary>
    static IReadOnlyList<Term>? Split(Site s)
    {
        if (s.Shape(0) is not { } x || Axis(s.Node.Attributes.Int("axis", 0), x.Count) is not { } axis) return null;
        var index = s.Node.Outputs.ToList().IndexOf(s.Output);
        Term? part = null;
        if (s.Node.Input(1) is not null) part = s.Constants(1) is { } sizes && index < sizes.Count ? Term.Of(sizes[index]) : null;
        else if (x[axis].Modulo(Term.Of(s.Node.Outputs.Count)) is { Number: 0 }) part = x[axis].Over(Term.Of(s.Node.Outputs.Count));
        return [.. x.Select((d, i) => i == axis ? part ?? Term.Unnamed(s.Output, i) : d)];
    }

    static IReadOnlyList<Term>? Concat(Site s)
    {
        var parts = s.Node.Inputs.Select(s.Known.Shape).ToArray();
        if (parts.Any(p => p is null || p.Count != parts[0]!.Count) || Axis(s.Node.Attributes.Int("axis", 0), parts[0]!.Count) is not { } axis) return null;
        var sum = parts.Select(p => p![axis]).Aggregate((Term?)Term.Of(0), (a, b) => a?.Plus(b));
        return [.. Enumerable.Range(0, parts[0]!.Count).Select(i => i == axis ? sum ?? Term.Unnamed(s.Output, i) : parts.Select(p => p![i]).FirstOrDefault(d => d.Number is not null) ?? parts[0]![i])];
    }

    static IReadOnlyList<Term>? Gather(Site s)
    {
        if (s.Shape(0) is not { } x || s.Shape(1) is not { } indices || Axis(s.Node.Attributes.Int("axis", 0), x.Count) is not { } axis) return null;
        return [.. x.Take(axis), .. indices, .. x.Skip(axis + 1)];
    }

    static int? Axis(long axis, int rank) => (axis < 0 ? axis + rank : axis) is >= 0 and var i && i < rank ? (int)i : null;
}
