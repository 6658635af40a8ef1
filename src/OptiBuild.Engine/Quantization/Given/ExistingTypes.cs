using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>How the report names what a model already holds in integers.</summary>
static class ExistingTypes
{
    const string Float = "float";

    /// <summary>uint8 per tensor …</summary>
    public static string Of(Node conversion)
    {
        var integers = conversion.Input(0)?.Data?.Type ?? conversion.Input(2)?.Data?.Type ?? ElementType.UInt8;
        return $"{integers.Name()} per {Granularity(conversion)}";
    }

    public static string Weights(Node node)
    {
        if (node.Inputs.Select(Conversions.OfConstant).FirstOrDefault(c => c?.Input(0)?.Data is { Shape.Count: > 1 }) is { } source) return Of(source);
        var stored = QuantizedOps.Contains(node) ? node.Inputs.Where(x => x is { IsConstant: true, Data.Shape.Count: > 1 }).MaxBy(x => x!.Data!.Count) : null;
        return stored?.Data!.Type.Name() ?? Float;
    }

    public static string Activations(Node node)
    {
        if (node.Inputs.Select(Conversions.OfActivation).FirstOrDefault(c => c is not null) is { } source) return Of(source);
        if (OpRules.Of(node) is Follows or Moves && node.Input(0)?.Producer is { } before) return Conversions.IsQuantize(before) ? Of(before) : Activations(before);
        if (!QuantizedOps.Contains(node)) return Float;
        return QuantizedOps.Activations(node) switch
        {
            IntegerActivations.EachRun => "uint8, by the range of each run",
            IntegerActivations.Given   => $"{node.Inputs.FirstOrDefault(IsZeroPoint)?.Data!.Type.Name() ?? "uint8"} per tensor",
            _                          => Float,
        };
    }

    static string Granularity(Node conversion) =>
        conversion.Attributes.Int("block_size", 0) > 0 ? "block" : conversion.Input(1)?.Data is { Count: 1 } ? "tensor" : "channel";

    static bool IsZeroPoint(Value? input) => input is { IsConstant: true, Data: { Count: 1, Type: ElementType.UInt8 or ElementType.Int8 } };
}
