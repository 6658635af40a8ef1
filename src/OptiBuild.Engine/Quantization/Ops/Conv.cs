using OptiBuild.Numerics.Algebra;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

static class Conv
{
    /// <summary>How the kernel moves over an input of <paramref name="shape"/> [n, channels, spatial…]. https://onnx.ai/onnx/operators/onnx__Conv.html</summary>
    public static Window Window(Node conv, ReadOnlySpan<long> shape)
    {
        var axes = shape.Length - 2;
        int[] input = [.. shape[2..].ToArray().Select(d => (int)d)];
        int[] kernel = [.. conv.Input(1)!.Data!.Shape.Skip(2).Select(d => (int)d)];
        var (stride, dilation) = (Ints(conv, "strides", axes), Ints(conv, "dilations", axes));
        var (begin, output) = (new int[axes], new int[axes]);
        var pads = conv.Attributes.Ints("pads");
        for (var a = 0; a < axes; a++)
        {
            var reach = (kernel[a] - 1) * dilation[a] + 1;
            (begin[a], var all) = conv.Attributes.Text("auto_pad", "NOTSET") switch
            {
                "SAME_UPPER" => Same(input[a], reach, stride[a], 0),
                "SAME_LOWER" => Same(input[a], reach, stride[a], 1),
                "VALID"      => (0, 0),
                _            => pads is null ? (0, 0) : ((int)pads[a], (int)(pads[a] + pads[a + axes])),
            };
            output[a] = (input[a] + all - reach) / stride[a] + 1;
        }
        return new(input, output, kernel, stride, dilation, begin);
    }

    /// <summary>Padding that makes the output ⌈input / stride⌉; an odd element goes behind, or before where <paramref name="odd"/> is 1.</summary>
    static (int Begin, int All) Same(int input, int reach, int stride, int odd)
    {
        var all = Math.Max(0, ((input + stride - 1) / stride - 1) * stride + reach - input);
        return ((all + odd) / 2, all);
    }

    static int[] Ints(Node conv, string name, int axes) => conv.Attributes.Ints(name) is { } values ? [.. values.Select(v => (int)v)] : [.. Enumerable.Repeat(1, axes)];
}
