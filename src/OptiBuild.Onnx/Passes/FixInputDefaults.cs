namespace OptiBuild.Onnx.Passes;

/// <summary>Inputs with a default become constants. Old exporters list every weight as an input, and only constants can be optimized.</summary>
public static class FixInputDefaults
{
    /// <returns>How many inputs became constants.</returns>
    public static int Run(Model model)
    {
        var inputs = model.Graph.Inputs;
        foreach (var input in inputs.Where(v => v.Data is not null)) input.Type = TensorType.Of(input.Data!);
        return inputs.RemoveAll(v => v.Data is not null);
    }
}
