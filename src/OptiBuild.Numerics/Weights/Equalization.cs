namespace OptiBuild.Numerics.Weights;

/// <summary>Gives each channel between two layers the same range of weights on both sides.</summary>
/// <remarks>
///   s_i = √(r₁_i · r₂_i) / r₂_i = √(r₁_i / r₂_i)        W₁' = W₁ / s along its outputs, b₁' = b₁ / s, W₂' = s · W₂ along its inputs
/// Nagel et al., arXiv:1906.04721, Eq. (11); exact where what lies between is positively homogeneous, as ReLU is. Afterwards both ranges are √(r₁ r₂). Of a chain of
/// layers, each neighbouring pair is treated in turn until nothing changes. A channel that is always 0 on either side, or whose factor is no normal float, keeps s = 1.
/// </remarks>
public static class Equalization
{
    /// <param name="outgoing">[channels] largest magnitude of the first layer's weights for each of its outputs.</param>
    /// <param name="incoming">[channels] largest magnitude of the second layer's weights that read it.</param>
    /// <returns>[channels] s</returns>
    public static float[] Scales(ReadOnlySpan<float> outgoing, ReadOnlySpan<float> incoming)
    {
        Shape.Require(outgoing.Length == incoming.Length);
        var scales = new float[outgoing.Length];
        for (var i = 0; i < scales.Length; i++) scales[i] = Scale(outgoing[i], incoming[i]);
        return scales;
    }

    static float Scale(double outgoing, double incoming)
    {
        if (!(outgoing > 0) || !(incoming > 0)) return 1;
        var scale = (float)Math.Sqrt(outgoing / incoming);
        return float.IsNormal(scale) ? scale : 1;
    }
}
