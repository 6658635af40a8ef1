using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Weights;

/// <summary>Scales that let the channels between layers share one range of activations: y = (x / s) · (s ⊙ W).</summary>
/// <remarks>
/// Nagel et al., arXiv:1906.04721, section 4.1, exact where what lies between is positively homogeneous, as ReLU is. There the weights have one scale for all channels and are
/// what needs the help. With a scale for each output channel it is the activations, so that their extent takes the place of the first layer's weights:
///   s_i = r_i^α / w_i^β        r_i = max|x_i|, w_i the largest weight that reads channel i as a share of the largest weight of its output
/// Of several α and β those with the least expected error are taken. With rounding as independent noise of variance step²/12, a layer's share of noise is
///   E(s) = ( step_x² Σ_i s_i² ‖W_i‖² + Σ_o step_o² Σ_i k E[x_i²] / s_i² ) / 12 Σ_i E[x_i²] ‖W_i‖²
///   step_x = extent of x / s over 255 levels,   step_o = max_i |s_i W_io| / qmax,   k weights of an output for each channel
/// A channel that is always 0, or whose factor is no normal float, keeps s = 1.
/// </remarks>
public static class Equalization
{
    static readonly (double Activations, double Weights)[] Strengths = [(0.25, 0), (0.5, 0), (0.75, 0), (1, 0), (0.25, 0.75), (0.5, 0.5), (0.75, 0.25)];

    /// <summary>What has to remain of the expected error at most: below that, chance decides.</summary>
    const double LargestRest = 0.7;

    /// <summary>The scales with the least expected error; null where none lowers it enough.</summary>
    /// <param name="layers">All that read the channels.</param>
    public static EqualizationScales? Find(IReadOnlyList<EqualizedLayer> layers)
    {
        var channels = layers[0].Channels;
        var plain = layers.Sum(l => l.Error([.. Enumerable.Repeat(1f, channels)]));
        var best = Strengths.Select(s => Scales(layers, s)).Select(s => new EqualizationScales(s, layers.Sum(l => l.Error(s)) / plain)).MinBy(s => s.Rest)!;
        return best.Rest < LargestRest ? best : null;
    }

    static float[] Scales(IReadOnlyList<EqualizedLayer> layers, (double Activations, double Weights) strength)
    {
        var scales = new float[layers[0].Channels];
        for (var i = 0; i < scales.Length; i++)
        {
            var (extent, weight) = (layers.Max(l => l.Extents[i]), layers.Max(l => l.Shares[i]));
            var scale = (float)(Math.Pow(extent, strength.Activations) / Math.Pow(weight, strength.Weights));
            scales[i] = extent > 0 && weight > 0 && float.IsNormal(scale) && float.IsNormal(1 / scale) ? scale : 1;
        }
        return scales;
    }
}

/// <param name="Scales">[channels] s</param>
/// <param name="Rest">What remains of the expected error.</param>
public sealed record EqualizationScales(float[] Scales, double Rest);

/// <summary>What <see cref="Equalization"/> has to know of one layer that reads the channels.</summary>
public sealed class EqualizedLayer
{
    const int ActivationLevels = 255;

    readonly ChannelExtent x;
    readonly int qmax, outputs;
    readonly double perChannel;
    readonly float[] largest;
    readonly double[] norms;
    readonly double[] powers;
    readonly double signal;
    readonly bool isDepthwise;

    /// <param name="x">Of what the layer reads.</param>
    /// <param name="w">The weights, in any order of axes.</param>
    /// <param name="reading">The weights around the axis of the input channels, or of blocks of them.</param>
    /// <param name="making">The weights around the axis of the outputs; the same as <paramref name="reading"/> for depthwise convolutions.</param>
    public EqualizedLayer(ChannelExtent x, ReadOnlySpan<float> w, (ChannelShape Reading, ChannelShape Making) shapes, int qmax)
    {
        var (reading, making) = shapes;
        Shape.Require(w.Length == reading.Length && w.Length == making.Length && reading.Channels == x.Max.Length);
        (this.x, this.qmax, outputs, isDepthwise) = (x, qmax, making.Channels, reading == making);
        perChannel = (double)w.Length / reading.Channels / (isDepthwise ? 1 : outputs);
        (largest, norms, powers) = (new float[outputs * Channels], new double[Channels], x.MeanSquares);
        for (var i = 0; i < w.Length; i++)
        {
            var (c, o) = (i / reading.Inner % Channels, i / making.Inner % outputs);
            largest[o * Channels + c] = Math.Max(largest[o * Channels + c], Math.Abs(w[i]));
            norms[c] += (double)w[i] * w[i];
        }
        signal = TensorPrimitives.Dot<double>(powers, norms);
        Extents = [.. x.Max.Zip(x.Min, (max, min) => Math.Max(max, -min))];
        var most = Math.Max(Extents.Max(), float.Epsilon);
        for (var c = 0; c < Channels; c++) Extents[c] /= most;
        Shares = new float[Channels];
        for (var o = 0; o < outputs; o++)
        {
            var row = Row(o);
            var top = TensorPrimitives.Max(row);
            for (var c = 0; c < Channels && top > 0; c++) Shares[c] = Math.Max(Shares[c], row[c] / top);
        }
    }

    public int Channels => x.Max.Length;

    /// <summary>[channels] r as a share of the largest.</summary>
    public float[] Extents { get; }

    /// <summary>[channels] w</summary>
    public float[] Shares { get; }

    ReadOnlySpan<float> Row(int output) => largest.AsSpan(output * Channels, Channels);

    /// <summary>E(s), without the 12.</summary>
    public double Error(float[] scales)
    {
        if (signal == 0) return 0;
        var (low, high, gain, power) = (0f, 0f, 0.0, 0.0);
        for (var c = 0; c < Channels; c++)
        {
            (low, high) = (Math.Min(low, x.Min[c] / scales[c]), Math.Max(high, x.Max[c] / scales[c]));
            gain += (double)scales[c] * scales[c] * norms[c];
            power += powers[c] / scales[c] / scales[c];
        }
        var step = (double)(high - low) / ActivationLevels;
        return (step * step * gain + perChannel * WeightSteps(scales, power) / ((double)qmax * qmax)) / signal;
    }

    double WeightSteps(float[] scales, double power)
    {
        var scaled = new float[Channels];
        var sum = 0.0;
        for (var o = 0; o < outputs; o++)
        {
            TensorPrimitives.Multiply(Row(o), scales, scaled);
            double step = TensorPrimitives.Max(scaled);
            sum += step * step * (isDepthwise ? powers[o] / scales[o] / scales[o] : power);
        }
        return sum;
    }
}
