namespace OptiBuild.Numerics.Weights;

/// <summary>int32 bias of a quantized Conv, Gemm or MatMul: it is added to the integer accumulator, so its scale is not free.</summary>
/// <remarks>
///   s_b[c] = s_x · s_w[c]      q_b[c] = clamp(round(b[c] / s_b[c]), −2³¹ + 1, 2³¹ − 1), half to even, in double; NaN gives 0
///   s_x    scale of the layer's input
///   s_w    [1] or [channels] scales of its weight
/// https://onnx.ai/onnx/operators/onnx__QLinearConv.html, input B
/// </remarks>
public static class Bias
{
    const float SmallestNormal = 1.17549435E-38f;

    /// <summary>Half the int32 range: what a bias may use, so that the products added to it have room.</summary>
    const double Room = 1 << 30;

    /// <param name="scales">[channels] receives s_b, at least the smallest normal float.</param>
    public static void Scales(float inputScale, ReadOnlySpan<float> weightScales, Span<float> scales)
    {
        Shape.Require(weightScales.Length == 1 || weightScales.Length == scales.Length);
        for (var c = 0; c < scales.Length; c++)
            scales[c] = Math.Max(SmallestNormal, inputScale * weightScales[weightScales.Length == 1 ? 0 : c]);
    }

    /// <param name="bias">[channels] real values.</param>
    /// <param name="scales">[1] or [channels] s_b.</param>
    /// <param name="q">[channels] receives integers.</param>
    /// <returns>How many values did not fit and were saturated.</returns>
    public static int Quantize(ReadOnlySpan<float> bias, ReadOnlySpan<float> scales, Span<int> q)
    {
        Shape.Require(scales.Length == 1 || scales.Length == bias.Length);
        Shape.Require(q.Length == bias.Length);
        var saturated = 0;
        for (var c = 0; c < bias.Length; c++)
        {
            var level = Math.Round((double)bias[c] / scales[scales.Length == 1 ? 0 : c], MidpointRounding.ToEven);
            if (Math.Abs(level) > int.MaxValue) saturated++;
            q[c] = double.IsNaN(level) ? 0 : (int)Math.Clamp(level, -int.MaxValue, int.MaxValue);
        }
        return saturated;
    }

    /// <summary>The least weight scales with which no bias uses more than half of the int32 range.</summary>
    /// <remarks>s_w[c] ≥ |b[c]| / (s_x · 2³⁰). A channel with tiny weights and an ordinary bias would otherwise saturate.</remarks>
    /// <param name="leastScales">[channels] receives lower bounds for <see cref="RoundToNearest.PerChannel"/>.</param>
    public static void LeastWeightScales(ReadOnlySpan<float> bias, float inputScale, Span<float> leastScales)
    {
        Shape.Require(leastScales.Length == bias.Length);
        for (var c = 0; c < bias.Length; c++)
            leastScales[c] = (float)(Math.Abs((double)bias[c]) / (inputScale * Room));
    }
}
