using OptiBuild.Engine.Inference;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>What a rule takes, in all its forms, really runs on integers: one conversion at the input and one at the output are all that remain.</summary>
public class KernelVariantsTests
{
    /// <summary>Eight bits of three layers in a row leave more; a wrong scale, axis or operand less than 15.</summary>
    const double LeastSqnrDb = 22;

    /// <summary>a = Conv(x), … , y = Conv(b), over one, two or three axes.</summary>
    static string Between(int axes, string nodes) => $$"""
        <ir_version: 10, opset_import: ["" : 21]>
        g (float[N,8,{{Repeat("12", axes)}}] x) => (float[N,8,{{Repeat("?", axes)}}] y)
        <float[8,8,{{Repeat("3", axes)}}] w1 = ~, float[8] b1 = ~, float[8,8,{{Repeat("1", axes)}}] w2 = ~, float[8] b2 = ~, float[8,2,{{Repeat("3", axes)}}] wg = ~, float[8,1,{{Repeat("3", axes)}}] wd = ~,
         float[{{axes + 2}}] twice = { 1.0, 1.0, {{Repeat("2.0", axes)}} }, float[1,8,{{Repeat("1", axes)}}] shift = ~, float[1] scalar = {0.5}, int64[{{axes + 2}}] sizes = { 1, 8, {{Repeat("5", axes)}} }>
        {
            a = Conv(x, w1, b1)
            {{nodes}}
            y = Conv(b, w2, b2)
        }
        """;

    static string Repeat(string text, int times) => string.Join(",", Enumerable.Repeat(text, times));

    [Theory]
    [InlineData(1, "b = MaxPool<kernel_shape=[3], strides=[2]>(a)")]
    [InlineData(2, "b = MaxPool<kernel_shape=[3,3], strides=[2,2], ceil_mode=1>(a)")]
    [InlineData(2, "b = MaxPool<kernel_shape=[3,3], dilations=[2,2]>(a)")]
    [InlineData(2, "b = MaxPool<kernel_shape=[3,3], pads=[1,1,1,1]>(a)")]
    [InlineData(3, "b = MaxPool<kernel_shape=[2,2,2]>(a)")]
    [InlineData(1, "b = AveragePool<kernel_shape=[3], pads=[1,1], count_include_pad=1>(a)")]
    [InlineData(2, "b = AveragePool<kernel_shape=[3,3], strides=[2,2], ceil_mode=1>(a)")]
    [InlineData(2, "b = AveragePool<kernel_shape=[3,3], pads=[1,1,1,1]>(a)")]
    [InlineData(2, "b = AveragePool<kernel_shape=[3,3], auto_pad=\"SAME_UPPER\">(a)")]
    [InlineData(3, "b = AveragePool<kernel_shape=[2,2,2]>(a)")]
    [InlineData(1, "b = GlobalAveragePool(a)")]
    [InlineData(3, "b = GlobalAveragePool(a)")]
    [InlineData(1, "b = Conv<group=4, pads=[1,1]>(a, wg)")]
    [InlineData(2, "b = Conv<group=4, dilations=[2,2]>(a, wg)")]
    [InlineData(2, "b = Conv<group=8, auto_pad=\"SAME_LOWER\", strides=[2,2]>(a, wd, b1)")]
    [InlineData(3, "b = Conv<group=8>(a, wd)")]
    [InlineData(1, "b = Add(a, shift)")]
    [InlineData(2, "b = Mul(shift, a)")]
    [InlineData(2, "b = Add(a, scalar)")]
    [InlineData(2, "b = Mul(a, a)")]
    [InlineData(2, "g = Sigmoid(a) b = Mul(a, g)")]
    [InlineData(2, "m = GlobalAveragePool(a) g = Conv(m, w2) h = Sigmoid(g) b = Mul(a, h)")]
    [InlineData(1, "b = Resize<mode=\"nearest\">(a, \"\", twice)")]
    [InlineData(2, "b = Resize<mode=\"nearest\", coordinate_transformation_mode=\"asymmetric\", nearest_mode=\"floor\">(a, \"\", twice)")]
    [InlineData(2, "c = Concat<axis=2>(a, a) b = Slice(c, from, to)")]
    [InlineData(2, "c = Concat<axis=1>(a, shifted) b = Conv(c, wide)")]
    [InlineData(2, "l, r = Split<axis=1, num_outputs=2>(a) b = Concat<axis=1>(r, l)")]
    [InlineData(2, "p = MaxPool<kernel_shape=[2,2]>(a) q = AveragePool<kernel_shape=[2,2]>(a) b = Add(p, q)")]
    [InlineData(2, "r = Relu(a) c = Conv(r, w2) d = Conv(r, w2, b2) e = Add(c, d) b = Relu(e)")]
    public void RunsOnIntegers(int axes, string nodes)
    {
        var text = Between(axes, nodes)
            .Replace("float[1] scalar", "int64[4] from = {0, 0, 1, 1}, int64[4] to = {9, 8, 9, 9}, float[8,16,1,1] wide = ~, float[1] scalar", StringComparison.Ordinal)
            .Replace("a = Conv(x, w1, b1)", nodes.Contains("shifted", StringComparison.Ordinal) ? "a = Conv(x, w1, b1) shifted = Conv(x, w1)" : "a = Conv(x, w1, b1)", StringComparison.Ordinal);
        var quantized = Quantized.Of(text);

        var operators = OnnxRuntime.Operators(quantized.Model);

        Assert.Equal(quantized.Original.Graph.Nodes, quantized.Original.Graph.Nodes.Where(n => quantized.Plan.Placement.Int8.Any(p => p.Name == n.Name)));
        Assert.Single(operators, o => o == "QuantizeLinear");
        Assert.Single(operators, o => o == "DequantizeLinear");
        AssertSignal(quantized);
        Assert.DoesNotContain(operators, o => o is "Conv" or "Add" or "Mul" or "Concat" or "AveragePool" or "GlobalAveragePool" or "Sigmoid" or "Where");
    }

    /// <summary>Forms that the integer kernels do not know must stay in float, or come out right.</summary>
    [Theory]
    [InlineData(2, "b = AveragePool<kernel_shape=[3,3], dilations=[2,2]>(a)")]
    [InlineData(2, "b = AveragePool<kernel_shape=[2,2], strides=[2,2], ceil_mode=1, pads=[1,1,1,1], count_include_pad=1>(a)")]
    [InlineData(2, "b = Resize<mode=\"linear\">(a, \"\", twice)")]
    [InlineData(2, "b = Resize<mode=\"nearest\", coordinate_transformation_mode=\"tf_crop_and_resize\", extrapolation_value=3.0>(a, window, twice)")]
    [InlineData(2, "b = Conv<auto_pad=\"VALID\", group=2>(a, half)")]
    [InlineData(2, "b = LeakyRelu(a)")]
    [InlineData(2, "b = Add(a, zero)")]
    [InlineData(2, "b = Mul(a, zero)")]
    public void KeepsTheSignal(int axes, string nodes) => AssertSignal(Quantized.Of(Between(axes, nodes)
        .Replace("float[1] scalar", "float[8] window = {0.0, 0.0, -0.2, -0.2, 1.0, 1.0, 1.2, 1.2}, float[8,4,3,3] half = ~, float zero = {0.0}, float[1] scalar", StringComparison.Ordinal)));

    static void AssertSignal(Quantized quantized)
    {
        var exact = OnnxRuntime.Answers(quantized.Original, quantized.Samples, Optimization.None);
        var actual = OnnxRuntime.Answers(quantized.Model, quantized.Samples, Optimization.All);

        Assert.Equal(exact.Length, actual.Length);
        Assert.InRange(10 * Math.Log10(Oracle.SumOfSquares(exact) / Oracle.SquaredDistance(exact, actual)), LeastSqnrDb, double.PositiveInfinity);
    }
}
