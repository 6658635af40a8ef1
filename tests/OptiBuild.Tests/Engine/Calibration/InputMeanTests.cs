using OptiBuild.Engine.Calibration;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine.Calibration;

public class InputMeanTests
{
    /// <summary>Runs of a row are added in float before they are added in double.</summary>
    const double FloatSums = 1e-6;

    [Theory]
    [InlineData("Conv(x, w)")]
    [InlineData("Conv<pads=[1,0,2,1]>(x, w)")]
    [InlineData("Conv<strides=[2,3], pads=[1,1,1,1]>(x, w)")]
    [InlineData("Conv<dilations=[2,1], pads=[2,1,2,1]>(x, w)")]
    [InlineData("Conv<strides=[2,2], dilations=[2,2], pads=[0,3,1,2]>(x, w)")]
    public void MeanOfEachKernelPositionIsThatOfPlainLoops(string call)
    {
        const int n = 3, c = 2, h = 7, w = 6, kh = 3, kw = 2;
        var conv = Node($$"""g (float[3,2,7,6] x) => (float[?,?,?,?] y) <float[4,2,3,2] w = ~> { y = {{call}} }""");
        var x = Random(n * c * h * w);
        var mean = new InputMean(conv);
        mean.Add(x, [n, c, h, w]);

        var (strides, dilations, pads) = (Ints(conv, "strides", 1, 2), Ints(conv, "dilations", 1, 2), Ints(conv, "pads", 0, 4));
        var rows = (h + pads[0] + pads[2] - ((kh - 1) * dilations[0] + 1)) / strides[0] + 1;
        var columns = (w + pads[1] + pads[3] - ((kw - 1) * dilations[1] + 1)) / strides[1] + 1;
        var expected = new double[c * kh * kw];
        for (var s = 0; s < n; s++)
            for (var k = 0; k < expected.Length; k++)
                for (var o = 0; o < rows * columns; o++)
                {
                    var (row, column) = (o / columns * strides[0] - pads[0] + k / kw % kh * dilations[0], o % columns * strides[1] - pads[1] + k % kw * dilations[1]);
                    if (row >= 0 && row < h && column >= 0 && column < w)
                        expected[k] += x[((s * c + k / (kh * kw)) * h + row) * w + column] / (double)(n * rows * columns);
                }
        Assert.Equal(expected, mean.Values, Close.Within(FloatSums));
    }

    [Theory]
    [InlineData("SAME_UPPER", "pads=[1,0,1,1]")]
    [InlineData("SAME_LOWER", "pads=[1,1,1,0]")]
    [InlineData("VALID", "pads=[0,0,0,0]")]
    public void AutomaticPaddingIsTheExplicitOne(string automatic, string pads)
    {
        var x = Random(2 * 7 * 6);
        double[] Mean(string attributes)
        {
            var mean = new InputMean(Node($$"""g (float[1,2,7,6] x) => (float[?,?,?,?] y) <float[4,2,3,2] w = ~> { y = Conv<{{attributes}}>(x, w) }"""));
            mean.Add(x, [1, 2, 7, 6]);
            return mean.Values;
        }

        Assert.Equal(Mean(pads), Mean($"auto_pad=\"{automatic}\""));
    }

    [Fact]
    public void ProductSeesTheMeanOfEachColumn()
    {
        var mean = new InputMean(Node("g (float[N,3] x) => (float[N,2] y) <float[3,2] w = ~> { y = Gemm(x, w) }"));

        mean.Add([1, 2, 3, 4, 5, 6], [2, 3]);
        mean.Add([10, 20, 30], [1, 3]);

        Assert.Equal([5, 9, 13], mean.Values);
    }

    [Fact]
    public void NothingSeenIsNoMean()
    {
        var mean = new InputMean(Node("g (float[N,3] x) => (float[N,2] y) <float[3,2] w = ~> { y = Gemm(x, w) }"));

        mean.Add([], [0, 3]);

        Assert.Empty(mean.Values);
    }

    static Node Node(string text) => ModelSamples.Parse(text).Graph.Nodes.Single();

    static int[] Ints(Node node, string name, int otherwise, int count) =>
        node.Attributes.Ints(name) is { } values ? [.. values.Select(v => (int)v)] : [.. Enumerable.Repeat(otherwise, count)];

    static float[] Random(int count)
    {
        var random = new SplitMix64(3);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 0.5))];
    }
}
