namespace OptiBuild.Onnx.Shapes;

/// <summary>What is known of the values of a graph, gathered node by node in execution order.</summary>
/// <param name="inferred">Shapes that somebody else knows, by the value's name.</param>
sealed class KnownShapes(IReadOnlyDictionary<string, Shape> inferred)
{
    readonly Dictionary<Value, Numbers> numbers = [];
    readonly Dictionary<Value, IReadOnlyList<Term>> shapes = [];

    public Numbers? Numbers(Value? value) =>
        value is null                               ? null
        : value.IsConstant                          ? Shapes.Numbers.Of(value.Data!)
        : numbers.GetValueOrDefault(value);

    public IReadOnlyList<long>? Constants(Value? value) => Numbers(value)?.Constants;

    /// <summary>One term for each axis; null where not even the rank is known.</summary>
    public IReadOnlyList<Term>? Shape(Value? value)
    {
        if (value is null) return null;
        if (value.IsConstant) return [.. value.Data!.Shape.Select(Term.Of)];
        if (shapes.TryGetValue(value, out var shape)) return shape;
        if (numbers.TryGetValue(value, out var vector)) return vector.IsScalar ? [] : [Term.Of(vector.Elements.Count)];
        return value.Producer is null && value.Tensor?.Shape is { } declared ? Terms(value, declared) : null;
    }

    /// <summary>The element type of what a node joins, by any of its inputs.</summary>
    public ElementType? ElementOf(Node node) => node.Inputs.Select(i => Numbers(i)?.Type).FirstOrDefault(t => t is not null);

    public void Visit(Node node)
    {
        if (node.Output(0) is { } first && NumberRules.Of(node, this) is { } found) numbers[first] = found;
        for (var i = 0; i < node.Outputs.Count; i++)
            if (node.Output(i) is { } output && Merge(output, ShapeRules.Of(node, i, this)) is { } shape) shapes[output] = shape;
    }

    /// <summary>Numbers say more than names, and names more than nothing. Where the ranks differ one of the two is wrong.</summary>
    IReadOnlyList<Term>? Merge(Value value, IReadOnlyList<Term>? own)
    {
        if (!inferred.TryGetValue(value.Name, out var told)) return own;
        var other = Terms(value, told);
        if (own is null) return other;
        return own.Count == other.Length ? [.. own.Zip(other, (a, b) => a.Number is null && (b.Number is not null || a.IsUnnamed) ? b : a)] : null;
    }

    static Term[] Terms(Value value, Shape shape) => [.. shape.Dimensions.Select((d, axis) =>
        d.Size is >= 0 and var size     ? Term.Of(size)
        : d.Name is { Length: > 0 }     ? Term.Named(d.Name)
        : Term.Unnamed(value, axis))];
}
