using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>The weight of an operator that reads units, output by output.</summary>
/// <param name="Values">[rows, columns] in the order in which moments number the columns.</param>
sealed record ReaderWeight(Node Node, float[] Values, int Rows)
{
    public int Columns => Values.Length / Rows;

    /// <summary>A bias that is this operator's alone; null where there is none that could take up a mean.</summary>
    public Value? Bias => BiasPlace.Of(Node) is { } place && place.Node.Input(place.Index) is { IsConstant: true, Data.Type: ElementType.Float, Uses.Count: 1 } bias && bias.Data!.Count == Rows ? bias : null;

    public static ReaderWeight Of(Node node)
    {
        var (data, shape) = (node.Input(1)!.Data!, ShapeOf(node));
        var values = new float[data.Count];
        for (var o = 0; o < shape.Channels; o++) shape.Gather(data.Span<float>(), o, values.AsSpan(o * shape.PerChannel, shape.PerChannel));
        return new(node, values, shape.Channels);
    }

    static ChannelShape ShapeOf(Node node) => ChannelShape.Of([.. node.Input(1)!.Data!.Shape], WeightAxis.OfOutputs(node).Axis);

    /// <summary>In the weight's own layout.</summary>
    public Tensor ToTensor()
    {
        var (shape, to) = (ShapeOf(Node), new float[Values.Length]);
        for (var o = 0; o < Rows; o++) shape.Scatter(Values.AsSpan(o * Columns, Columns), o, to);
        return Tensor.Of<float>(ElementType.Float, Node.Input(1)!.Data!.Shape, to);
    }
}
