namespace OptiBuild.Onnx.Passes;

/// <summary>Constant() → an initializer of the same name.</summary>
public static class FoldConstantNodes
{
    /// <summary>Before this version of the file format every initializer is an input too, which callers can override.</summary>
    const int FirstIrWithConstants = 4;

    /// <param name="model">Changed in place; function bodies cannot hold initializers and stay as they are.</param>
    /// <param name="why">Told about each Constant that stays.</param>
    /// <returns>How many nodes became initializers.</returns>
    public static int Run(Model model, Action<string>? why = null)
    {
        if (model.IrVersion < FirstIrWithConstants)
        {
            why?.Invoke($"left all Constant nodes, the model's ir version {model.IrVersion} is below {FirstIrWithConstants}");
            return 0;
        }
        var folded = 0;
        foreach (var node in model.Graph.WithSubgraphs().SelectMany(g => g.Nodes).Where(n => n.Is("Constant")).ToArray())
        {
            if (Fold(node) is { } reason) why?.Invoke($"left {node}, {reason}");
            else folded++;
        }
        return folded;
    }

    /// <summary>The value of a Constant node; null where it has no dense one.</summary>
    /// <remarks>https://onnx.ai/onnx/operators/onnx__Constant.html</remarks>
    public static Tensor? ValueOf(Node constant) => constant.Attributes.Select(a => a switch
    {
        TensorAttribute { Name: "value" } t          => t.Value,
        FloatAttribute { Name: "value_float" } f     => Tensor.Floats([], f.Value),
        FloatsAttribute { Name: "value_floats" } f   => Tensor.Floats([f.Values.Count], [.. f.Values]),
        IntAttribute { Name: "value_int" } i         => Tensor.Int64s([], i.Value),
        IntsAttribute { Name: "value_ints" } i       => Tensor.Int64s([i.Values.Count], [.. i.Values]),
        StringAttribute { Name: "value_string" } s   => Tensor.OfStrings([], [s.Value]),
        StringsAttribute { Name: "value_strings" } s => Tensor.OfStrings([s.Values.Count], s.Values),
        _                                            => null,
    }).FirstOrDefault(t => t is not null);

    /// <returns>null if folded, otherwise why not.</returns>
    static string? Fold(Node node)
    {
        if (node.Output(0) is not { } value) return "it has no output";
        if (value.IsGraphOutput)             return $"'{value.Name}' is a graph output";
        if (ValueOf(node) is not { } data)   return "its value is not a dense tensor";
        node.SetOutput(0, null);
        node.Graph.Remove(node);
        value.Data = data;
        value.Type = TensorType.Of(data);
        return null;
    }
}
