namespace OptiBuild.Onnx.Passes;

/// <summary>Initial states of recurrent operators that are zero whatever their shape is left out: zero is what they start from by themselves.</summary>
/// <remarks>
///   LSTM(x, w, r, b, , Slice(ConstantOfShape(Concat(…Shape(x)…))), …) → LSTM(x, w, r, b)
/// Exporters make the states in every run, and the batch's size with them. https://onnx.ai/onnx/operators/onnx__LSTM.html
/// </remarks>
public static class DropZeroStates
{
    static readonly Dictionary<string, int[]> States = new() { ["LSTM"] = [5, 6], ["GRU"] = [5], ["RNN"] = [5] };

    /// <summary>Operators that only move, repeat or drop values of input 0.</summary>
    static readonly HashSet<string> Movers = ["Identity", "Slice", "Gather", "Split", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Transpose", "Expand", "Tile", "Cast"];

    /// <param name="model">Changed in place, subgraphs and functions too.</param>
    /// <returns>How many states were left out.</returns>
    public static int Run(Model model)
    {
        var dropped = model.Graphs.SelectMany(g => g.Nodes).Where(n => n.Domain.Length == 0).ToArray().Sum(Drop);
        if (dropped > 0) RemoveUnused.Run(model);
        return dropped;
    }

    static int Drop(Node node)
    {
        var zeros = States.GetValueOrDefault(node.OpType, []).Where(i => IsZero(node.Input(i))).ToArray();
        foreach (var i in zeros) node.SetInput(i, null);
        if (zeros.Length > 0) node.TrimInputs();
        return zeros.Length;
    }

    static bool IsZero(Value? value)
    {
        if (value is null) return false;
        if (value.Producer is not { } producer) return value.IsConstant && IsZero(value.Data);
        if (producer.Domain.Length > 0) return false;
        return producer.OpType switch
        {
            "Constant"                      => producer.Attributes["value"] is TensorAttribute t && IsZero(t.Value),
            "ConstantOfShape"               => producer.Attributes["value"] is null || producer.Attributes["value"] is TensorAttribute t && IsZero(t.Value),
            "Concat"                        => producer.Inputs.All(IsZero),
            var op when Movers.Contains(op) => IsZero(producer.Input(0)),
            _                               => false,
        };
    }

    /// <remarks>By value, so that −0 counts too: no gate tells it from 0.</remarks>
    static bool IsZero(Tensor? data) => data is { Type: ElementType.Float } && !data.Span<float>().ContainsAnyExcept(0f);
}
