using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The order in which ONNX Runtime's x64 kernels multiply the elements of a weight, output by output.</summary>
/// <remarks>
/// Without VNNI, VPMADDUBSW adds the products number 0 and 1, 2 and 3, … of an output in 16 bits, and no others. Products of matrices go along their rows.
/// Convolutions go through their taps in row-major order and through a group's channels at each tap, whatever the layout of the activations is.
/// Found by running ONNX Runtime's AVX2 and AVX-512 kernels: the benchmark <c>saturation</c> proves it again.
/// </remarks>
public sealed record KernelOrder
{
    const int LargestPair = 128;

    readonly long inner, outerStride, innerStride, fast, fastStride, slowStride;

    KernelOrder(long outputs, long depth, (long Inner, long OuterStride, long InnerStride) output, (long Fast, long FastStride, long SlowStride) product)
    {
        (Outputs, Depth) = (outputs, depth);
        (inner, outerStride, innerStride) = output;
        (fast, fastStride, slowStride) = product;
    }

    public long Outputs { get; }

    /// <summary>Products that an output adds up.</summary>
    public long Depth { get; }

    /// <param name="shape">[…, K, N]: a product of matrices, one for each index before.</param>
    public static KernelOrder Rows(IReadOnlyList<long> shape)
    {
        var (depth, columns) = (shape[^2], shape[^1]);
        return new(Tensor.CountOf(shape) / Math.Max(1, depth), depth, (columns, depth * columns, 1), (depth, columns, 0));
    }

    /// <param name="shape">[N, K].</param>
    public static KernelOrder Columns(IReadOnlyList<long> shape) => new(shape[0], shape[1], (shape[0], 0, shape[1]), (shape[1], 1, 0));

    /// <param name="shape">[outputs, channels of a group, taps …].</param>
    public static KernelOrder ChannelsLast(IReadOnlyList<long> shape)
    {
        var (channels, taps) = (shape[1], Tensor.CountOf([.. shape.Skip(2)]));
        return new(shape[0], channels * taps, (shape[0], 0, channels * taps), (channels, taps, 1));
    }

    /// <summary>Where the weight of <paramref name="product"/> of <paramref name="output"/> lies.</summary>
    public long Offset(long output, long product) =>
        output / inner * outerStride + output % inner * innerStride + product % fast * fastStride + product / fast * slowStride;

    public long Pairs => Outputs * (Depth / 2);

    /// <summary>Pairs that reach beyond 16 bits where both activations are 255.</summary>
    /// <remarks>255 · 128 is less than 2¹⁵ and 255 · 129 is more; smaller activations and weights of opposite signs stay below.</remarks>
    public long UnsafePairs(ReadOnlySpan<sbyte> weights)
    {
        long count = 0;
        for (long output = 0; output < Outputs; output++)
        for (long k = 0; k + 1 < Depth; k += 2)
            if (Math.Abs(weights[(int)Offset(output, k)] + weights[(int)Offset(output, k + 1)]) > LargestPair) count++;
        return count;
    }
}
