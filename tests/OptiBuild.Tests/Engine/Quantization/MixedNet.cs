using System.Text;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>A made-up net of any length: convolutions of two sizes, depthwise ones, residual additions, gates, branches and float operators between them.</summary>
static class MixedNet
{
    /// <summary>All activations have the same shape, so that anything may read anything; weights are shared.</summary>
    const string Head = """
        g (float[N,16,12,12] x) => (float[N,16,12,12] y)
        <float[16,16,3,3] w = ~, float[16] b = ~, float[16,16,1,1] p = ~, float[16,1,3,3] d = ~, int64[2] halves = {8, 8}, float low = {0.0}, float high = {6.0}>
        {

        """;

    static readonly string[] Unary =
    [
        "{0} = Conv<pads=[1,1,1,1]>({1}, w, b)", "{0} = Conv<pads=[1,1,1,1]>({1}, w)", "{0} = Conv({1}, p, b)", "{0} = Conv<group=16, pads=[1,1,1,1]>({1}, d)",
        "{0} = Relu({1})", "{0} = Relu({1})", "{0} = Clip({1}, low, high)", "{0} = Sigmoid({1})", "{0} = LeakyRelu<alpha=0.1>({1})", "{0} = Tanh({1})", "{0} = Transpose<perm=[0,1,3,2]>({1})",
        "{0} = MaxPool<kernel_shape=[3,3], pads=[1,1,1,1]>({1})", "{0}l, {0}r = Split<axis=1>({1}, halves)\n{0} = Concat<axis=1>({0}r, {0}l)", "{0}s = Shape({1})\n{0} = Reshape({1}, {0}s)",
    ];

    static readonly string[] Binary = ["{0} = Add({1}, {2})", "{0} = Mul({1}, {2})", "{0}g = Sigmoid({1})\n{0} = Mul({1}, {0}g)"];

    public static string Text(int nodes, ulong seed)
    {
        var random = new SplitMix64(seed);
        var text = new StringBuilder(Head);
        var values = new List<string> { "x" };
        for (var i = 0; i < nodes - 1; i++)
        {
            // Mostly chains: what is read lies near, as in real nets.
            var (near, far) = (values[^1], values[^Math.Min(values.Count, 1 + (int)random.Next(6))]);
            var form = random.Next(5) == 0 ? Binary[random.Next(Binary.Length)] : Unary[random.Next(Unary.Length)];
            text.AppendLine(string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"v{i}", random.Next(4) == 0 ? far : near, far));
            values.Add($"v{i}");
        }
        return text.AppendLine($"y = Tanh({values[^1]})").Append('}').ToString();
    }
}
