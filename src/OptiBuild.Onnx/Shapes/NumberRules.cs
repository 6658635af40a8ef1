namespace OptiBuild.Onnx.Shapes;

/// <summary>The operators that shapes are computed with: what they give for elements that are known in part.</summary>
/// <remarks>Each row does what https://onnx.ai/onnx/operators says for scalars and vectors of integers, or gives null.</remarks>
static class NumberRules
{
    public static Numbers? Of(Node node, KnownShapes known) =>
        node.Domain.Length == 0 && Rows.TryGetValue(node.OpType, out var rule) && rule(node, known) is { Elements.Count: <= Numbers.Longest } numbers ? numbers : null;

    static readonly Dictionary<string, Func<Node, KnownShapes, Numbers?>> Rows = new()
    {
        ["Constant"]        = (n, _) => Passes.FoldConstantNodes.ValueOf(n) is { } value ? Numbers.Of(value) : null,
        ["Identity"]        = (n, k) => k.Numbers(n.Input(0)),
        ["Shape"]           = Shape,
        ["Size"]            = (n, k) => k.Shape(n.Input(0)) is { } shape ? new(ElementType.Int64, [Term.Product(shape)], IsScalar: true) : null,
        ["Gather"]          = Gather,
        ["Slice"]           = Slice,
        ["Concat"]          = Concat,
        ["Unsqueeze"]       = (n, k) => k.Numbers(n.Input(0)) is { IsScalar: true } x && k.Constants(n.Input(1)) is [0 or -1] ? x with { IsScalar = false } : null,
        ["Squeeze"]         = (n, k) => k.Numbers(n.Input(0)) is { IsScalar: false, Elements.Count: 1 } x ? x with { IsScalar = true } : null,
        ["Reshape"]         = Reshape,
        ["Cast"]            = Cast,
        ["Add"]             = Each((a, b) => a.Plus(b)),
        ["Sub"]             = Each((a, b) => b.Negated() is { } minus ? a.Plus(minus) : null),
        ["Mul"]             = Each((a, b) => a.Times(b)),
        ["Div"]             = Each((a, b) => a.Over(b)),
        ["Mod"]             = Each((a, b) => a.Modulo(b)),
        ["Equal"]           = (n, k) => Each((a, b) => a.IsSameAs(b) is { } same ? Term.Of(same ? 1 : 0) : null)(n, k) is { } x ? x with { Type = ElementType.Bool } : null,
        ["Where"]           = Where,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Range"]           = Range,
    };

    static Numbers? Shape(Node node, KnownShapes known)
    {
        if (known.Shape(node.Input(0)) is not { } shape) return null;
        var start = Clamp(node.Attributes.Int("start", 0), shape.Count);
        var end = Clamp(node.Attributes.Int("end", shape.Count), shape.Count);
        return Numbers.Int64s([.. shape.Skip(start).Take(end - start)]);
    }

    static int Clamp(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    static Numbers? Gather(Node node, KnownShapes known)
    {
        if (known.Numbers(node.Input(0)) is not { IsScalar: false } x || known.Numbers(node.Input(1)) is not { Constants: { } wanted } indices) return null;
        var at = wanted.Select(i => i < 0 ? i + x.Elements.Count : i).ToArray();
        return at.All(i => i >= 0 && i < x.Elements.Count) ? new(x.Type, [.. at.Select(i => x.Elements[(int)i])], indices.IsScalar) : null;
    }

    static Numbers? Slice(Node node, KnownShapes known)
    {
        if (known.Numbers(node.Input(0)) is not { IsScalar: false } x) return null;
        if (known.Constants(node.Input(1)) is not [var from] || known.Constants(node.Input(2)) is not [var to]) return null;
        if (node.Input(4) is { } step && known.Constants(step) is not [1]) return null;
        var (start, end) = (Clamp(from, x.Elements.Count), Clamp(to, x.Elements.Count));
        return x with { Elements = [.. x.Elements.Skip(start).Take(end - start)] };
    }

    static Numbers? Concat(Node node, KnownShapes known)
    {
        var parts = node.Inputs.Select(known.Numbers).ToArray();
        if (parts.Any(p => p is null or { IsScalar: true })) return parts.Length == 0 ? null : Unknown(node, known);
        return parts[0]! with { Elements = [.. parts.SelectMany(p => p!.Elements)] };
    }

    /// <summary>A vector of which nothing but the lengths of some parts is known is worth as much as the parts that are.</summary>
    static Numbers? Unknown(Node node, KnownShapes known)
    {
        var parts = node.Inputs.Select(i => known.Numbers(i)?.Elements ?? (known.Shape(i) is [{ Number: >= 0 and <= Numbers.Longest and var n }] ? new Term?[(int)n] : null)).ToArray();
        return parts.All(p => p is not null) && known.ElementOf(node) is { } type ? new(type, [.. parts.SelectMany(p => p!)], IsScalar: false) : null;
    }

    static Numbers? Reshape(Node node, KnownShapes known) =>
        known.Numbers(node.Input(0)) is { } x && known.Numbers(node.Input(1)) is { Elements.Count: <= 1, IsScalar: false } shape && (shape.Elements.Count == 1 || x.Elements.Count == 1)
            ? x with { IsScalar = shape.Elements.Count == 0 } : null;

    static Numbers? Cast(Node node, KnownShapes known) =>
        (ElementType)node.Attributes.Int("to", 0) is var to and (ElementType.Int64 or ElementType.Int32) && known.Numbers(node.Input(0)) is { } x ? x with { Type = to } : null;

    static Func<Node, KnownShapes, Numbers?> Each(Func<Term, Term, Term?> rule) => (node, known) =>
    {
        if (known.Numbers(node.Input(0)) is not { } a || known.Numbers(node.Input(1)) is not { } b || Length(a, b) is not { } length) return null;
        var elements = Enumerable.Range(0, length).Select(i => At(a, i) is { } x && At(b, i) is { } y ? rule(x, y) : null);
        return new(a.Type, [.. elements], a.IsScalar && b.IsScalar);
    };

    static Numbers? Where(Node node, KnownShapes known)
    {
        if (known.Numbers(node.Input(0)) is not { } which || known.Numbers(node.Input(1)) is not { } a || known.Numbers(node.Input(2)) is not { } b) return null;
        if (Length(which, a, b) is not { } length) return null;
        var elements = Enumerable.Range(0, length).Select(i => At(which, i)?.Number switch
        {
            null => At(a, i) is { } same && same.Equals(At(b, i)) ? same : null,
            0    => At(b, i),
            _    => At(a, i),
        });
        return new(a.Type, [.. elements], which.IsScalar && a.IsScalar && b.IsScalar);
    }

    /// <summary>Of the broadcast; null where the lengths do not fit.</summary>
    static int? Length(params Numbers[] parts)
    {
        var lengths = parts.Select(p => p.Elements.Count).Where(n => n != 1).Distinct().ToArray();
        return lengths.Length switch { 0 => 1, 1 => lengths[0], _ => null };
    }

    static Term? At(Numbers x, int index) => x.Elements[x.Elements.Count == 1 ? 0 : index];

    static Numbers? ConstantOfShape(Node node, KnownShapes known)
    {
        var value = node.Attributes["value"] is TensorAttribute a ? Numbers.Of(a.Value) : null;
        if (value is not { Elements.Count: 1 } || known.Constants(node.Input(0)) is not { Count: <= 1 } shape || shape.Any(n => n is < 0 or > Numbers.Longest)) return null;
        return new(value.Type, [.. Enumerable.Repeat(value.Elements[0], shape.Count == 0 ? 1 : (int)shape[0])], shape.Count == 0);
    }

    static Numbers? Range(Node node, KnownShapes known)
    {
        if (known.Numbers(node.Input(0)) is not { Constants: [var start] } from || known.Constants(node.Input(1)) is not [var limit] || known.Constants(node.Input(2)) is not [> 0 and var step]) return null;
        var length = Int128.Max(0, ((Int128)limit - start + step - 1) / step);
        return length <= Numbers.Longest ? new(from.Type, [.. Enumerable.Range(0, (int)length).Select(i => Term.Of(start + i * step))], IsScalar: false) : null;
    }
}
