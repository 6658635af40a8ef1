using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Metrics;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>4-bit weights of one product.</summary>
/// <param name="Output">On samples that the rounding did not see; null where none were looked at.</param>
sealed record RoundedBlocks(BlockWeights Weights, double SqnrDb, OutputQuality? Output);

/// <summary>Products whose weights are stored in 4 bits, in blocks along their inputs with a scale each.</summary>
static class BlockProducts
{
    /// <summary>Weights that share a scale, so that a weight takes 5 bits in all. Blocks of 16 take 6, of 64 take 4.5, with more error.</summary>
    public const int Size = 32;

    /// <summary>Below this a node's attributes weigh more than what is saved.</summary>
    const int LeastElements = 1024;

    public static IEnumerable<Node> Fitting(Graph graph, Placement placement) =>
        graph.Nodes.Where(n => DynamicProducts.CanRun(n, placement) && n.Input(1)!.Data!.Count >= LeastElements);

    /// <summary>By second moments where that lowers the error on held-out samples, else to the nearest levels. Null for a layer without blocks.</summary>
    /// <param name="moments">Null where no samples were looked at.</param>
    public static RoundedBlocks? Best(LayerWeight layer, Moments? moments)
    {
        if (layer.Block == 0) return null;
        var w = Inputs(layer);
        var nearest = Checked(BlockRounding.Nearest(w, layer.Layer.Weights.PerChannel, layer.Block), w, moments);
        if (nearest.Output is not { } before) return nearest;
        var fitted = Checked(BlockRounding.ByMoments(w, moments!.Fit, layer.Block), w, moments);
        return fitted.Output!.SqnrDb > before.SqnrDb ? fitted with { Output = fitted.Output with { NearestSqnrDb = before.SqnrDb } } : nearest;
    }

    static RoundedBlocks Checked(BlockWeights rounded, float[] w, Moments? moments)
    {
        var real = rounded.ToReal();
        var sqnr = Sqnr.Db(w, real);
        if (moments is not { HeldOut: { Count: > 0 } heldOut }) return new(rounded, sqnr, null);
        var output = heldOut.Error(w, real, Layer(rounded)).SqnrDb;
        return new(rounded, sqnr, new(output, output));
    }

    static LayerShape Layer(BlockWeights weights) => new(new(weights.Inputs, weights.Outputs, 1), 1);

    /// <summary>[inputs, outputs]</summary>
    static float[] Inputs(LayerWeight layer)
    {
        var w = layer.Data.Span<float>();
        var shape = layer.Layer.Weights;
        if (shape.Inner == 1) return w.ToArray();
        var turned = new float[w.Length];
        for (var i = 0; i < turned.Length; i++) turned[i % shape.PerChannel * shape.Channels + i / shape.PerChannel] = w[i];
        return turned;
    }
}
