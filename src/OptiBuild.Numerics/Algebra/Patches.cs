namespace OptiBuild.Numerics.Algebra;

/// <summary>What a convolution's weights are multiplied with: one row per output position, in the order of the weight (im2col).</summary>
/// <remarks>
///   row[c · kernel + k] = x[c, where kernel position k reads for that output], 0 in the padding
/// Channels of one group follow one another, so a row is the rows of all groups side by side.
/// Of many positions a few stand for all: position (first + t) · step mod outputs, t = 0, 1 …, where step is near the golden
/// section of the outputs and coprime to them. Any run of these is spread evenly over the rows and the columns of an image, where
/// a plain stride can hit the same column over and over; and none repeats before all have come.
/// </remarks>
public sealed class Patches
{
    const double GoldenSection = 0.6180339887498949;

    /// <summary>Steps up to a tenth of the outputs away from the golden section are looked at.</summary>
    const int Near = 10;

    readonly Window window;
    readonly int input, kernel, outputs, step;
    readonly int[] offsets;

    public Patches(Window window)
    {
        this.window = window;
        (input, kernel, outputs) = (window.InputSize, window.KernelSize, window.OutputSize);
        step = Step(outputs, window.Output.Length == 0 ? 1 : window.Output[^1]);
        offsets = new int[kernel];
    }

    /// <summary>Output positions, which is how many different rows there are in a sample.</summary>
    public int Positions => outputs;

    /// <summary>Of the steps around the golden section and coprime to the outputs, the one with the smallest quotients in its continued fractions: over all outputs and along the last axis.</summary>
    static int Step(int outputs, int width)
    {
        var golden = (int)(outputs * GoldenSection);
        var (best, least) = (1, int.MaxValue);
        for (var away = 0; away <= outputs / Near; away++)
            foreach (var step in (ReadOnlySpan<int>)[golden + away, golden - away])
            {
                if (step < 1 || step >= outputs) continue;
                var quotient = Math.Max(LargestQuotient(outputs, step), LargestQuotient(width, step % width));
                if (quotient < least) (best, least) = (step, quotient);
            }
        return best;
    }

    /// <summary>A large one means that multiples of <paramref name="b"/> modulo <paramref name="a"/> bunch. Numbers that share a divisor get the largest of all.</summary>
    static int LargestQuotient(int a, int b)
    {
        var largest = 0;
        while (b > 0)
        {
            largest = Math.Max(largest, a / b);
            (a, b) = (b, a % b);
        }
        return a == 1 ? largest : int.MaxValue;
    }

    /// <param name="x">[channels, input…] one sample.</param>
    /// <param name="first">Number of the first position to take, in the order above; any number of 0 or more.</param>
    /// <param name="rows">[n, channels · kernel] receives n positions.</param>
    public void Take(ReadOnlySpan<float> x, long first, Span<float> rows)
    {
        Shape.Require(x.Length % input == 0 && first >= 0);
        var width = x.Length / input * kernel;
        Shape.Require(width > 0 && rows.Length % width == 0);
        for (var t = 0; t < rows.Length / width; t++)
        {
            FindOffsets((int)((first + t) % outputs * step % outputs));
            Gather(x, rows.Slice(t * width, width));
        }
    }

    void Gather(ReadOnlySpan<float> x, Span<float> row)
    {
        for (; !x.IsEmpty; x = x[input..], row = row[kernel..])
            for (var k = 0; k < offsets.Length; k++) row[k] = offsets[k] < 0 ? 0 : x[offsets[k]];
    }

    /// <summary>Where each kernel position reads for one output, −1 in the padding.</summary>
    void FindOffsets(int output)
    {
        for (var k = 0; k < kernel; k++) offsets[k] = Offset(output, k);
    }

    int Offset(int output, int position)
    {
        var (offset, size) = (0, 1);
        for (var axis = window.Input.Length - 1; axis >= 0; axis--)
        {
            var at = output % window.Output[axis] * window.Stride[axis] + position % window.Kernel[axis] * window.Dilation[axis] - window.Begin[axis];
            if (at < 0 || at >= window.Input[axis]) return -1;
            offset += at * size;
            (size, output, position) = (size * window.Input[axis], output / window.Output[axis], position / window.Kernel[axis]);
        }
        return offset;
    }
}
