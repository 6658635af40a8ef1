using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>Where the bias of a weighted operator stands, or could stand.</summary>
static class BiasPlace
{
    /// <summary>An input of the operator itself, or of the addition that alone reads it; null where there is no such place.</summary>
    public static Use? Of(Node node)
    {
        if (OpRules.Of(node) is not Weighted rule) return null;
        if (rule.Bias is { } own) return node.Input(own) is null or { IsConstant: true } ? new(node, own) : null;
        return Following(node, node.Input(rule.Weight)?.Data?.Shape[^1]);
    }

    /// <summary>MatMul has no bias of its own: exporters put an Add of one value per column behind it.</summary>
    public static Use? Following(Node product, long? columns)
    {
        if (product.Output(0) is not { IsGraphOutput: false, Uses: [{ Node: var add, Index: var at }] } || !add.Is("Add")) return null;
        return add.Input(1 - at) is { IsConstant: true, Data: { Type: ElementType.Float } bias } && bias.Count == columns && bias.Shape[^1] == columns ? new(add, 1 - at) : null;
    }

    /// <summary>Puts a bias at the place. Gemm's beta, which meant nothing without one, must not scale it.</summary>
    public static void Set(Use place, Value bias)
    {
        if (place.Node.Is("Gemm") && place.Node.Input(place.Index) is null) place.Node.Attributes.Remove("beta");
        place.Node.SetInput(place.Index, bias);
    }

    /// <summary>The constant at the place; null where the operator has none yet.</summary>
    public static Tensor? Data(Use place) => place.Node.Input(place.Index)?.Data;
}
