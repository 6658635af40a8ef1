using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Weights;

/// <summary>Scales that move outlying activation channels into the weights: y = (x / s) · (s ⊙ W).</summary>
/// <remarks>
/// Xiao et al., SmoothQuant, arXiv:2211.10438, equation 4:
///   s_j = max|x_j|^α / max|W_j|^(1−α)
/// One α does not suit every layer, so the one with the least expected error is taken. With rounding as independent noise of variance
/// step²/12 on every activation and every weight, the error of the products of one row is
///   E(s) = 1/12 · ( step_x² · Σ_j s_j² ‖W_j‖²  +  Σ_o step_o² · Σ_j E[x_j²] / s_j² )
///   step_x = extent of x / s over 255 levels,   step_o = max_j |s_j W_jo| / qmax
/// </remarks>
public static class Smoothing
{
    const int ActivationLevels = 255;

    static readonly double[] Strengths = [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    /// <summary>What has to remain of the error at most, so that one more multiplication per activation pays.</summary>
    const double LargestRest = 0.6;

    /// <summary>The scales with the least expected error; null where none lowers it enough.</summary>
    /// <param name="x">Of the activations that all weights read.</param>
    /// <param name="w">[channels, outputs] All weights that read them, side by side.</param>
    /// <param name="qmax">Largest level of the weights.</param>
    public static float[]? Find(ChannelExtent x, float[] w, int qmax)
    {
        var channels = x.Max.Length;
        Shape.Require(channels > 0 && w.Length % channels == 0);
        var layer = new Layer(x, w, qmax);
        var plain = layer.Error(Enumerable.Repeat(1f, channels).ToArray());
        var best = Strengths.Select(a => layer.Scales(a)).Select(s => (Scales: s, Error: layer.Error(s))).MinBy(c => c.Error);
        return best.Error < LargestRest * plain ? best.Scales : null;
    }

    /// <summary>Equation 4 for every channel; 1 where a channel has no activations or no weights.</summary>
    /// <param name="inputs">[channels] max|x_j|</param>
    /// <param name="weights">[channels] max|W_j|</param>
    /// <param name="strength">α: 0 leaves all difficulty with the activations, 1 moves all of it into the weights.</param>
    public static float[] Scales(ReadOnlySpan<float> inputs, ReadOnlySpan<float> weights, double strength)
    {
        Shape.Require(inputs.Length == weights.Length);
        var scales = new float[inputs.Length];
        for (var j = 0; j < scales.Length; j++)
        {
            var scale = inputs[j] > 0 && weights[j] > 0 ? Math.Pow(inputs[j], strength) / Math.Pow(weights[j], 1 - strength) : 1;
            scales[j] = float.IsNormal((float)scale) ? (float)scale : 1;
        }
        return scales;
    }

    /// <summary>What the search needs of one layer, computed once.</summary>
    sealed class Layer
    {
        readonly ChannelExtent x;
        readonly float[] w;
        readonly int qmax;
        readonly float[] largest;
        readonly double[] norms;

        public Layer(ChannelExtent x, float[] w, int qmax)
        {
            (this.x, this.w, this.qmax, largest, norms) = (x, w, qmax, new float[x.Max.Length], new double[x.Max.Length]);
            var outputs = w.Length / x.Max.Length;
            for (var j = 0; j < largest.Length; j++)
            {
                var row = w.AsSpan(j * outputs, outputs);
                largest[j] = Math.Abs(TensorPrimitives.MaxMagnitude(row));
                norms[j] = TensorPrimitives.SumOfSquares(row);
            }
        }

        public float[] Scales(double strength) => Smoothing.Scales([.. x.Max.Zip(x.Min, (max, min) => Math.Max(max, -min))], largest, strength);

        public double Error(float[] scales)
        {
            var (low, high, gain) = (0f, 0f, 0.0);
            var outputs = w.Length / scales.Length;
            var steps = new float[outputs];
            var scaled = new float[outputs];
            var power = 0.0;
            var meanSquares = x.MeanSquares;
            for (var j = 0; j < scales.Length; j++)
            {
                (low, high) = (Math.Min(low, x.Min[j] / scales[j]), Math.Max(high, x.Max[j] / scales[j]));
                gain += (double)scales[j] * scales[j] * norms[j];
                power += meanSquares[j] / scales[j] / scales[j];
                TensorPrimitives.Multiply(w.AsSpan(j * outputs, outputs), scales[j], scaled);
                TensorPrimitives.MaxMagnitude(steps, scaled, steps);
            }
            var activationStep = (double)(high - low) / ActivationLevels;
            return activationStep * activationStep * gain + TensorPrimitives.SumOfSquares(steps) / ((double)qmax * qmax) * power;
        }
    }
}
