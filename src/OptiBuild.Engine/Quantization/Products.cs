using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>How ONNX Runtime's x64 kernels add up the products of a layer.</summary>
static class Products
{
    /// <summary>The weights of one output whose products are added in 16 bits where the processor has no VNNI.</summary>
    public static PairOrder Pairs(Node layer, Tensor weight)
    {
        if (!layer.Is("Conv")) return PairOrder.Along((int)(weight.Count / weight.Shape[Axis.Of(((Weighted)OpRules.Of(layer)!).ChannelAxis(layer), weight.Shape)]));
        var isDepthwise = weight.Shape[1] == 1 && layer.Attributes.Int("group", 1) == weight.Shape[0];
        return isDepthwise ? PairOrder.None : PairOrder.Convolution((int)weight.Shape[1], (int)Tensor.CountOf([.. weight.Shape.Skip(2)]));
    }
}
