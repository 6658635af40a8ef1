using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Sums of what each kernel position of a convolution sees, padding counted as zeros.</summary>
public static class PatchSum
{
    /// <param name="x">[channels, input…] one sample.</param>
    /// <param name="sums">[channels, kernel…] to which Σ over output positions of x at that kernel position is added. In double.</param>
    public static void Add(ReadOnlySpan<float> x, Window window, Span<double> sums)
    {
        var (input, kernel) = (window.InputSize, window.KernelSize);
        Shape.Require(kernel > 0 && sums.Length % kernel == 0 && x.Length == sums.Length / kernel * input);
        for (var i = 0; i < sums.Length; i++)
            sums[i] += Over(x.Slice(i / kernel * input, input), window, i % kernel, axis: 0);
    }

    /// <param name="x">The part of the input that lies at fixed positions of the axes before <paramref name="axis"/>.</param>
    /// <param name="position">The kernel position, counted over this axis and those behind it.</param>
    static double Over(ReadOnlySpan<float> x, Window window, int position, int axis)
    {
        if (axis == window.Input.Length) return x[0];
        var inner = x.Length / window.Input[axis];
        var innerKernel = 1;
        for (var a = axis + 1; a < window.Kernel.Length; a++) innerKernel *= window.Kernel[a];
        var (from, to, first) = window.Inside(axis, position / innerKernel);
        if (inner == 1 && window.Stride[axis] == 1) return from == to ? 0 : TensorPrimitives.Sum(x.Slice(first, to - from));
        var sum = 0.0;
        for (var o = from; o < to; o++, first += window.Stride[axis])
            sum += Over(x.Slice(first * inner, inner), window, position % innerKernel, axis + 1);
        return sum;
    }
}
