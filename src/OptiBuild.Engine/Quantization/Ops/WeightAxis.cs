using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>The axes of a weight along which its operator's input and output channels lie.</summary>
static class WeightAxis
{
    /// <summary>Why nothing can be said; null for convolutions without groups, depthwise ones and products with one constant matrix.</summary>
    public static string? Declines(Node node) =>
        node.Input(1) is not { IsConstant: true, Data.Type: ElementType.Float } weight                  ? "has no constant float weight"
        : weight.Uses.Count != 1                                                                        ? "shares its weight"
        : node.Input(2) is { } bias && bias is not { IsConstant: true, Data.Type: ElementType.Float }   ? "has a computed bias"
        : node.Is("Conv")                                                                               ? node.Attributes.Int("group", 1) == 1 || IsDepthwise(node) ? null : "is a convolution in groups"
        : weight.Data.Shape.Count != 2                                                                  ? "has a weight of more than two axes"
        : node.Attributes.Int("transA", 0) != 0                                                         ? "transposes its input"
        : null;

    public static bool IsDepthwise(Node node) =>
        node.Is("Conv") && node.Input(1) is { IsConstant: true, Data.Shape: [var outputs, 1, ..] } && outputs > 1 && node.Attributes.Int("group", 1) == outputs;

    public static (int Axis, long Count) OfOutputs(Node node)
    {
        var shape = node.Input(1)!.Data!.Shape;
        var axis = Axis.Of(((Weighted)OpRules.Of(node)!).ChannelAxis(node), shape);
        return (axis, shape[axis]);
    }

    /// <summary>A depthwise convolution has its inputs where it has its outputs.</summary>
    public static int OfInputs(Node node) => node.Is("Conv") ? IsDepthwise(node) ? 0 : 1 : 1 - OfOutputs(node).Axis;
}
