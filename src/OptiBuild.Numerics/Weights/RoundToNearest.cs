using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Weights;

/// <summary>Symmetric quantization of weights, every weight to the nearest level of the scale with the least squared error.</summary>
/// <remarks>
/// Levels −qmax..qmax: 127 for 8 bits (−128 stays unused, so that negation and |q| fit), 63 for 7, 7 for 4.
/// Zeros stay zeros. A slice without any non-zero weight gets the largest scale of the others, 1 if there is none: its bias
/// then has a scale that is neither too fine for int32 nor coarser than its neighbours'.
/// The scale: <see cref="ScaleSearch"/>.
/// </remarks>
public static class RoundToNearest
{
    /// <summary>One scale per channel.</summary>
    /// <param name="w">[outer, channels, inner] finite weights.</param>
    /// <param name="leastScales">Lower bounds of the scales: [channels], or empty for none.</param>
    public static QuantizedWeights PerChannel(ReadOnlySpan<float> w, ChannelShape shape, int qmax, ReadOnlySpan<float> leastScales = default) =>
        PerChannel(w, shape, new Rounding(qmax) { LeastScales = leastScales.ToArray() });

    /// <summary>One scale per channel; with safe pairs where they are asked for.</summary>
    /// <param name="w">[outer, channels, inner] finite weights.</param>
    public static QuantizedWeights PerChannel(ReadOnlySpan<float> w, ChannelShape shape, Rounding rounding)
    {
        var leastScales = rounding.LeastScales;
        Shape.Require(w.Length == shape.Length);
        Shape.Require(rounding.QMax is > 0 and <= sbyte.MaxValue);
        Shape.Require(leastScales.Length == 0 || leastScales.Length == shape.Channels);
        Shape.Require(rounding.Pairs.Columns == 0 || rounding.Pairs.Columns == shape.PerChannel);
        var values = new sbyte[w.Length];
        var scales = new float[shape.Channels];
        var (signal, noise) = (0.0, 0.0);
        var slice = new Slice(shape.PerChannel, rounding);
        for (var c = 0; c < shape.Channels; c++)
        {
            shape.Gather(w, c, slice.Weights);
            scales[c] = slice.Quantize(leastScales.Length == 0 ? 0 : leastScales[c]);
            shape.Scatter(slice.Levels, c, values);
            (signal, noise) = (signal + slice.Signal, noise + slice.Noise);
        }
        FillEmpty(scales, leastScales);
        return new(values, scales, Metrics.Sqnr.Db(signal, noise));
    }

    /// <summary>One scale for the whole tensor.</summary>
    /// <param name="w">[n] finite weights.</param>
    public static QuantizedWeights PerTensor(ReadOnlySpan<float> w, int qmax, float leastScale = 0) =>
        PerChannel(w, new(1, 1, w.Length), qmax, [leastScale]);

    internal static void FillEmpty(Span<float> scales, ReadOnlySpan<float> leastScales)
    {
        var largest = 0f;
        foreach (var scale in scales) largest = Math.Max(largest, scale);
        for (var c = 0; c < scales.Length; c++)
            if (scales[c] == 0)
                scales[c] = Math.Max(largest > 0 ? largest : 1, leastScales.IsEmpty ? 0 : leastScales[c]);
    }

    /// <summary>Buffers of one slice, shared by all channels.</summary>
    sealed class Slice(int length, Rounding rounding)
    {
        readonly float[] restored = new float[length];
        readonly Channel channel = new(new float[length], [.. Enumerable.Repeat(1f, length)], PairProjection.For(rounding)) { ScaleDigits = rounding.ScaleDigits };

        public float[] Weights => channel.Weights;
        public sbyte[] Levels { get; } = new sbyte[length];
        public double Signal { get; private set; }
        public double Noise { get; private set; }

        /// <returns>The scale, 0 when all weights are 0.</returns>
        public float Quantize(float leastScale)
        {
            var affine = ScaleSearch.Find(channel, rounding.QMax, leastScale);
            affine.Quantize(Weights, Levels);
            foreach (var (i, _, to) in channel.Pairs?.Moves(affine) ?? []) Levels[i] = (sbyte)to;
            affine.Dequantize(Levels, restored);
            Signal = Dot.Product(Weights, Weights);
            Noise = Dot.SquaredDistance(Weights, restored);
            return Signal == 0 ? 0 : affine.Scale;
        }
    }
}
