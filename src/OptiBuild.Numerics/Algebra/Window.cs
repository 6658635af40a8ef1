namespace OptiBuild.Numerics.Algebra;

/// <summary>How a convolution's kernel moves over its input, for any number of spatial axes; all arrays have one entry per axis.</summary>
/// <param name="Input">Sizes of the input.</param>
/// <param name="Output">Sizes of the output.</param>
/// <param name="Kernel">Sizes of the kernel.</param>
/// <param name="Begin">Padding before the first element.</param>
public sealed record Window(int[] Input, int[] Output, int[] Kernel, int[] Stride, int[] Dilation, int[] Begin)
{
    /// <summary>A product without a kernel: every element is its own window.</summary>
    public static Window Point { get; } = new([], [], [], [], [], []);

    public int InputSize => Product(Input);
    public int OutputSize => Product(Output);
    public int KernelSize => Product(Kernel);

    /// <summary>Where along <paramref name="axis"/> kernel position <paramref name="k"/> reads inside the input: outputs From..To, the first of them at element First.</summary>
    public (int From, int To, int First) Inside(int axis, int k)
    {
        var offset = k * Dilation[axis] - Begin[axis];
        var from = offset >= 0 ? 0 : (-offset + Stride[axis] - 1) / Stride[axis];
        var last = Input[axis] - 1 - offset;
        var to = last < 0 ? 0 : Math.Min(Output[axis], last / Stride[axis] + 1);
        return (from, Math.Max(from, to), from * Stride[axis] + offset);
    }

    static int Product(int[] sizes) => sizes.Aggregate(1, (a, b) => a * b);
}
