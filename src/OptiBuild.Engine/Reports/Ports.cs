using OptiBuild.Onnx;

namespace OptiBuild.Engine.Reports;

/// <summary>Inputs and outputs as the report and the generated class show them.</summary>
public static class Ports
{
    public static InterfaceReport Of(Model model) =>
        new([.. model.Graph.Inputs.Where(i => i.Data is null).Select(Of)], [.. model.Graph.Outputs.Select(Of)]);

    public static PortReport Of(Value value) => value.Type switch
    {
        TensorType t       => new(value.Name, t.Element.Name(), Dimensions(t.Shape)),
        SparseTensorType t => new(value.Name, $"sparse {t.Element.Name()}", Dimensions(t.Shape)),
        SequenceType       => new(value.Name, "sequence", []),
        MapType            => new(value.Name, "map", []),
        OptionalType       => new(value.Name, "optional", []),
        _                  => new(value.Name, "?", []),
    };

    static IReadOnlyList<string> Dimensions(Shape? shape) => shape is null ? ["…"] : [.. shape.Dimensions.Select(d => d.ToString())];
}
