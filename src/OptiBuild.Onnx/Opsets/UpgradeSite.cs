namespace OptiBuild.Onnx.Opsets;

/// <summary>A node that is being upgraded and the means to do it.</summary>
/// <param name="node">Stands in a graph or in the body of a function, which cannot hold initializers.</param>
/// <param name="inFunction">Whether it is the latter.</param>
/// <param name="floatsOnly">Every real number in the model is a float, so that types need not be known.</param>
sealed class UpgradeSite(Node node, bool inFunction, bool floatsOnly)
{
    public Node Node => node;

    /// <summary>The attribute's integers become the constant at that input.</summary>
    public void IntsToInput(string attribute, int input)
    {
        if (node.Attributes.Ints(attribute) is { } values) node.SetInput(input, Constant(attribute, Tensor.Int64s([values.Count], [.. values])));
        node.Attributes.Remove(attribute);
    }

    /// <summary>The attribute's number becomes the scalar at that input, in the type of the node's data; left out where it is the default.</summary>
    public void FloatToInput(string attribute, int input, float meansNothing)
    {
        if (node.Attributes.Float(attribute, meansNothing) is var value && value != meansNothing) node.SetInput(input, Scalar(attribute, value));
        node.Attributes.Remove(attribute);
    }

    public Value Constant(string wish, Tensor data)
    {
        var name = $"{node.Label}_{wish}";
        if (!inFunction) return node.Graph.AddConstant(name, data);
        var constant = node.Graph.AddNodeBefore(node, "Constant");
        constant.Attributes.Set(new TensorAttribute("value", data));
        return Output(constant, name);
    }

    /// <summary>A node in front of this one that gives one new value.</summary>
    public Value Before(string op, string wish, params Value?[] inputs)
    {
        var added = node.Graph.AddNodeBefore(node, op);
        for (var i = 0; i < inputs.Length; i++) added.SetInput(i, inputs[i]);
        return Output(added, $"{node.Label}_{wish}");
    }

    Value Scalar(string wish, float value)
    {
        var data = node.Input(0);
        var type = data?.Tensor?.Element ?? (floatsOnly ? ElementType.Float : ElementType.Undefined);
        return type switch
        {
            ElementType.Float    => Constant(wish, Tensor.Floats([], value)),
            ElementType.Double   => Constant(wish, Tensor.Of<double>(type, [], [value])),
            ElementType.Float16  => Constant(wish, Tensor.Of<Half>(type, [], [(Half)value])),
            _                    => Before("CastLike", wish, Constant(wish + "_float", Tensor.Floats([], value)), data),
        };
    }

    static Value Output(Node node, string wish)
    {
        var value = node.Graph.AddNamed(wish);
        node.SetOutput(0, value);
        return value;
    }
}
