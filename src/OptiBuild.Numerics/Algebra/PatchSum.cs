using System.Numerics.Tensors;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Sums of what each kernel position of a convolution sees, padding counted as zeros.</summary>
/// <remarks>Each row of the last axis is read once: what a kernel position sees of it is the whole row but for a few elements at its ends.</remarks>
public static class PatchSum
{
    /// <param name="x">[channels, input…] one sample.</param>
    /// <param name="sums">[channels, kernel…] to which Σ over output positions of x at that kernel position is added. In double.</param>
    public static void Add(ReadOnlySpan<float> x, Window window, Span<double> sums)
    {
        var (input, kernel) = (window.InputSize, window.KernelSize);
        Shape.Require(kernel > 0 && sums.Length % kernel == 0 && x.Length == sums.Length / kernel * input);
        var seesAll = kernel == 1 && window.OutputSize == input;
        var readers = seesAll ? [] : Readers(window);
        for (var c = 0; c < sums.Length / kernel; c++)
        {
            var channel = x.Slice(c * input, input);
            if (seesAll) sums[c] += TensorPrimitives.Sum(channel);
            else AddRows(channel, window, readers, sums.Slice(c * kernel, kernel));
        }
    }

    static void AddRows(ReadOnlySpan<float> channel, Window window, int[][] readers, Span<double> sums)
    {
        var (width, positions) = (window.Input[^1], window.Kernel[^1]);
        Span<double> row = stackalloc double[positions];
        for (var r = 0; r < readers.Length; r++)
        {
            if (readers[r].Length == 0) continue;
            SumRow(channel.Slice(r * width, width), window, row);
            foreach (var outer in readers[r])
                for (var k = 0; k < positions; k++) sums[outer * positions + k] += row[k];
        }
    }

    /// <summary>What each position of the kernel's last axis sees of one row.</summary>
    static void SumRow(ReadOnlySpan<float> row, Window window, Span<double> sums)
    {
        var axis = window.Input.Length - 1;
        double total = window.Stride[axis] == 1 ? TensorPrimitives.Sum(row) : 0;
        for (var k = 0; k < sums.Length; k++)
        {
            var (from, to, first) = window.Inside(axis, k);
            if (from == to) sums[k] = 0;
            else if (window.Stride[axis] == 1) sums[k] = total - Few(row[..first]) - Few(row[(first + to - from)..]);
            else sums[k] = Strided(row[first..], window.Stride[axis], to - from);
        }
    }

    static double Few(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }

    static double Strided(ReadOnlySpan<float> values, int stride, int count)
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += values[i * stride];
        return sum;
    }

    /// <summary>For each row of the input the positions of the kernel's outer axes that read it in some output row.</summary>
    static int[][] Readers(Window window)
    {
        var (rows, positions) = (window.InputSize / window.Input[^1], window.KernelSize / window.Kernel[^1]);
        return [.. Enumerable.Range(0, rows).Select(r => Enumerable.Range(0, positions).Where(k => Reads(window, r, k)).ToArray())];
    }

    static bool Reads(Window window, int row, int position)
    {
        for (var axis = window.Input.Length - 2; axis >= 0; axis--)
        {
            var (from, to, first) = window.Inside(axis, position % window.Kernel[axis]);
            var steps = row % window.Input[axis] - first;
            if (steps < 0 || steps % window.Stride[axis] != 0 || steps / window.Stride[axis] >= to - from) return false;
            (row, position) = (row / window.Input[axis], position / window.Kernel[axis]);
        }
        return true;
    }
}
