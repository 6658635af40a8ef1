using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>The bounds an activation function puts on its input; infinite where it has none.</summary>
public readonly record struct ClipRange(float Min, float Max)
{
    /// <summary>Of a Relu or a Clip with constant bounds; null for anything else.</summary>
    public static ClipRange? Of(Node node) => node.OpType switch
    {
        "Relu" => new(0, float.PositiveInfinity),
        "Clip" when Bound(node, 1, float.NegativeInfinity) is { } min && Bound(node, 2, float.PositiveInfinity) is { } max => new(min, max),
        _      => null,
    };

    static float? Bound(Node node, int index, float otherwise) => node.Input(index) switch
    {
        null                                                              => otherwise,
        { IsConstant: true, Data: { Type: ElementType.Float, Count: 1 } d } => d.Span<float>()[0],
        _                                                                 => null,
    };
}
