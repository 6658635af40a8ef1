namespace OptiBuild.Numerics.Weights;

/// <summary>Output channels of a weight, and into how many groups a convolution splits its channels (1 for everything else).</summary>
public readonly record struct LayerShape(ChannelShape Weights, int Groups);

/// <summary>What rounding the weights shifts a layer's output by on average, so that the bias can take it back.</summary>
/// <remarks>
///   Δb[o] = Σ_i Σ_k (W − W')[o, i, k] · E[x_ik]
///   Nagel et al., arXiv:1906.04721, section 4.2, which takes E[x_i] for all kernel positions k; here each has its own mean, because
///   near the border the padding's zeros belong to it.
/// </remarks>
public static class BiasCorrection
{
    /// <param name="w">The weights before rounding: [1, outputs, inputs per group · kernel] as Conv has them, or [inputs, outputs, 1].</param>
    /// <param name="rounded">Integers and scales of the same weights.</param>
    /// <param name="means">[groups · inputs per group · kernel] E[x_ik] of what the layer reads.</param>
    /// <returns>[outputs] Δb, to be added to the bias.</returns>
    public static double[] Shift(ReadOnlySpan<float> w, QuantizedWeights rounded, LayerShape layer, ReadOnlySpan<double> means)
    {
        var shape = layer.Weights;
        Shape.Require(w.Length == shape.Length && rounded.Values.Length == w.Length && means.Length % layer.Groups == 0);
        return shape.Outer > 1 ? Product(w, rounded, means) : Convolution(w, rounded, layer, means);
    }

    static double[] Product(ReadOnlySpan<float> w, QuantizedWeights rounded, ReadOnlySpan<double> means)
    {
        var shift = new double[rounded.Scales.Length];
        Shape.Require(w.Length == means.Length * shift.Length);
        for (var i = 0; i < means.Length; i++)
            for (var o = 0; o < shift.Length; o++)
                shift[o] += Error(w, rounded, i * shift.Length + o, o) * means[i];
        return shift;
    }

    /// <remarks>The outputs of one group follow one another and see that group's inputs only.</remarks>
    static double[] Convolution(ReadOnlySpan<float> w, QuantizedWeights rounded, LayerShape layer, ReadOnlySpan<double> means)
    {
        var shift = new double[rounded.Scales.Length];
        var (inputs, outputs) = (layer.Weights.Inner, shift.Length / layer.Groups);
        Shape.Require(inputs * layer.Groups == means.Length && outputs * layer.Groups == shift.Length);
        for (var o = 0; o < shift.Length; o++)
            for (var j = 0; j < inputs; j++)
                shift[o] += Error(w, rounded, o * inputs + j, o) * means[o / outputs * inputs + j];
        return shift;
    }

    static double Error(ReadOnlySpan<float> w, QuantizedWeights rounded, int at, int output) => w[at] - (double)rounded.Values[at] * rounded.Scales[output];
}
