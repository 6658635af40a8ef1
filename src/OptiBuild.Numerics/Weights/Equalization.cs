using System.Numerics.Tensors;
using OptiBuild.Numerics.Ranges;

namespace OptiBuild.Numerics.Weights;

/// <summary>Scales that let the channels between layers share one range of activations: y = (x / s) · (s ⊙ W).</summary>
/// <remarks>
/// Nagel et al., arXiv:1906.04721, section 4.1, exact where what lies between is positively homogeneous, as ReLU is. There the weights have one scale for all channels and are
/// what needs the help. With a scale for each output channel it is the activations, so that their extent takes the place of the first layer's weights:
///   s_i = r_i^α / w_i^β        r_i = max|x_i|, w_i the largest weight that reads channel i as a share of the largest weight of its output
/// Of several α and β those with the least expected error are taken. With errors independent of one another, a layer's share of noise is
///   E(s) = ( Σ_i e_i s_i² ‖W_i‖² + Σ_o step_o² / 12 Σ_i k E[x_i²] / s_i² ) / Σ_i E[x_i²] ‖W_i‖²
///   e_i the mean squared error of x_i / s_i rounded to 8 bits in the range that calibration would find,   step_o = max_i |s_i W_io| / qmax,   k weights of an output for each channel
/// A channel that is always 0, or whose factor is no normal float, keeps s = 1.
/// </remarks>
public static class Equalization
{
    static readonly (double Activations, double Weights)[] Strengths = [(0.25, 0), (0.5, 0), (0.75, 0), (1, 0), (0.25, 0.75), (0.5, 0.5), (0.75, 0.25)];

    /// <summary>What has to remain of the expected error at most: below that, chance decides.</summary>
    const double LargestRest = 0.9;

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

    readonly int channels, rows;
    readonly float[] x;
    readonly int qmax, outputs;
    readonly double perChannel;
    readonly float[] largest;
    readonly double[] norms;
    readonly double[] powers;
    readonly double signal;
    readonly bool isDepthwise;

    /// <param name="x">What the layer reads.</param>
    /// <param name="w">The weights, in any order of axes.</param>
    /// <param name="reading">The weights around the axis of the input channels, or of blocks of them.</param>
    /// <param name="making">The weights around the axis of the outputs; the same as <paramref name="reading"/> for depthwise convolutions.</param>
    public EqualizedLayer(ChannelRows x, ReadOnlySpan<float> w, (ChannelShape Reading, ChannelShape Making) shapes, int qmax)
    {
        var (reading, making) = shapes;
        Shape.Require(w.Length == reading.Length && w.Length == making.Length && reading.Channels == x.Channels && x.Rows.Count > 0);
        (this.x, this.qmax, channels, rows, outputs, isDepthwise) = ([.. x.Rows.SelectMany(r => r)], qmax, x.Channels, x.Rows.Count, making.Channels, reading == making);
        perChannel = (double)w.Length / reading.Channels / (isDepthwise ? 1 : outputs);
        (largest, norms, powers) = (new float[outputs * Channels], new double[Channels], new double[Channels]);
        Extents = new float[Channels];
        Shares = new float[Channels];
        Weigh(w, reading, making);
        Measure(x.Rows);
        signal = TensorPrimitives.Dot<double>(powers, norms);
    }

    public int Channels => channels;

    /// <summary>[channels] r as a share of the largest.</summary>
    public float[] Extents { get; }

    /// <summary>[channels] w</summary>
    public float[] Shares { get; }

    void Weigh(ReadOnlySpan<float> w, ChannelShape reading, ChannelShape making)
    {
        for (var i = 0; i < w.Length; i++)
        {
            var (c, o) = (i / reading.Inner % Channels, i / making.Inner % outputs);
            largest[o * Channels + c] = Math.Max(largest[o * Channels + c], Math.Abs(w[i]));
            norms[c] += (double)w[i] * w[i];
        }
        for (var o = 0; o < outputs; o++)
        {
            var row = Row(o);
            var top = TensorPrimitives.Max(row);
            for (var c = 0; c < Channels && top > 0; c++) Shares[c] = Math.Max(Shares[c], row[c] / top);
        }
    }

    void Measure(IReadOnlyList<float[]> seen)
    {
        foreach (var row in seen)
            for (var c = 0; c < Channels; c++)
            {
                powers[c] += (double)row[c] * row[c] / rows;
                Extents[c] = Math.Max(Extents[c], Math.Abs(row[c]));
            }
        var most = Extents.Max();
        for (var c = 0; c < Channels && most > 0; c++) Extents[c] /= most;
    }

    ReadOnlySpan<float> Row(int output) => largest.AsSpan(output * Channels, Channels);

    /// <summary>E(s)</summary>
    public double Error(float[] scales)
    {
        if (signal == 0) return 0;
        var power = 0.0;
        for (var c = 0; c < Channels; c++) power += powers[c] / scales[c] / scales[c];
        return (Activations(scales) + perChannel * WeightSteps(scales, power) / (12.0 * qmax * qmax)) / signal;
    }

    /// <summary>Σ_i e_i s_i² ‖W_i‖²</summary>
    double Activations(float[] scales)
    {
        var y = new float[x.Length];
        for (var r = 0; r < rows; r++) TensorPrimitives.Divide(x.AsSpan(r * Channels, Channels), scales, y.AsSpan(r * Channels, Channels));
        var histogram = new Histogram();
        histogram.Add(y);
        var range = MeanSquare.Find(histogram, 0, ActivationLevels);
        var rounded = new float[y.Length];
        Affine.Asymmetric(range.Min, range.Max, 0, ActivationLevels).RoundTrip(y, rounded);
        TensorPrimitives.Subtract(rounded, y, rounded);
        var sum = 0.0;
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < Channels; c++) sum += (double)rounded[r * Channels + c] * rounded[r * Channels + c] * scales[c] * scales[c] * norms[c];
        return sum / rows;
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
