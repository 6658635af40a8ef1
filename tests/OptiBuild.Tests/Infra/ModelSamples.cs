using System.Globalization;
using System.Text.RegularExpressions;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Statistics;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Infra;

/// <summary>A small model in which a rule applies.</summary>
/// <param name="Text">In the syntax of <see cref="ModelSamples.Parse"/>.</param>
/// <param name="Kernels">The operators ONNX Runtime runs after it has been quantized, in order.</param>
sealed record ModelSample(string Text, string Kernels);

/// <summary>Small models, one for each row of <see cref="OpRules"/> among them.</summary>
static partial class ModelSamples
{
    /// <summary>The product's model text, in which <c>float[2,3] w = ~</c> stands for seeded random numbers in −1…1. A node is named like its output.</summary>
    public static Model Parse(string text)
    {
        var open = new Dictionary<string, long[]>();
        var model = ModelText.Parse(Open().Replace(text, match =>
        {
            open.Add(match.Groups[2].Value, [.. match.Groups[1].Value.Split(',').Select(d => long.Parse(d, CultureInfo.InvariantCulture))]);
            return $"float[0] {match.Groups[2].Value} = {{}}";
        }));
        foreach (var node in model.Graphs.SelectMany(g => g.Nodes).Where(n => n.Name.Length == 0)) node.Name = node.Label;
        ulong seed = 0;
        foreach (var (name, shape) in open) Fill(model.Graphs.Select(g => g.Own(name)).OfType<Value>().First(v => v.Data is not null), shape, ++seed);
        return model;
    }

    public static Model Of(OpRule rule) => Parse(Sample(rule).Text);

    /// <exception cref="KeyNotFoundException">The rule has no sample yet.</exception>
    public static ModelSample Sample(OpRule rule) => Samples[Key(rule)];

    public static string Key(OpRule rule) => rule is Stores ? $"{rule.Op} stored" : rule.Op;

    /// <summary>The same model as an exporter for a newer opset would write it: of the samples' operators only reductions differ.</summary>
    public static Model WithOpset(Model model, long opset)
    {
        model.Opsets[model.Opsets.FindIndex(o => o.Domain.Length == 0)] = new("", opset);
        model.IrVersion = Math.Max(model.IrVersion, 10);
        foreach (var node in model.Graph.Nodes.Where(n => n.OpType is "ReduceMax" or "ReduceMin").ToArray())
        {
            node.SetInput(1, model.Graph.AddConstant("axes", Tensor.Int64s([node.Attributes.Ints("axes")!.Count], [.. node.Attributes.Ints("axes")!])));
            node.Attributes.Remove("axes");
        }
        return model;
    }

    [GeneratedRegex(@"float\[([\d,]+)\] (\w+) = ~")]
    private static partial Regex Open();

    static void Fill(Value value, long[] shape, ulong seed)
    {
        var random = new SplitMix64(seed);
        var values = new float[Tensor.CountOf(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(random.NextDouble() * 2 - 1);
        value.Data = Tensor.Floats(shape, values);
        value.Type = TensorType.Of(value.Data);
    }

    /// <summary>a = Conv(x), … , y = Conv(b).</summary>
    static ModelSample BetweenConvs(string nodes, string kernels, string constants = "") => new($$"""
        g (float[N,4,6,6] x) => (float[N,4,?,?] y)
        <float[4,4,3,3] w1 = ~, float[4] b1 = ~, float[4,4,1,1] w2 = ~, float[4] b2 = ~{{constants}}>
        {
            a = Conv(x, w1, b1)
            {{nodes}}
            y = Conv(b, w2, b2)
        }
        """, $"QuantizeLinear QLinearConv {kernels}QLinearConv DequantizeLinear");

    /// <summary>a1 and a2 = Conv(x), … , y = Conv(b) with <paramref name="channels"/> of b.</summary>
    static ModelSample AfterTwoConvs(string nodes, string kernel, int channels = 4, string constants = "") => new($$"""
        g (float[N,4,6,6] x) => (float[N,4,?,?] y)
        <float[4,4,3,3] w1 = ~, float[4] b1 = ~, float[4,4,3,3] w2 = ~, float[4] b2 = ~, float[4,{{channels}},1,1] w3 = ~, float[4] b3 = ~{{constants}}>
        {
            a1 = Conv(x, w1, b1)
            a2 = Conv(x, w2, b2)
            {{nodes}}
            y = Conv(b, w3, b3)
        }
        """, $"QuantizeLinear QLinearConv QLinearConv {kernel} QLinearConv DequantizeLinear");

    /// <summary>a = Conv(x) of shape [N,4,4,4], … , y = Gemm(b) with <paramref name="columns"/> of b.</summary>
    static ModelSample BeforeGemm(string nodes, string kernels, int columns, string constants = "") => new($$"""
        g (float[N,4,6,6] x) => (float[N,3] y)
        <float[4,4,3,3] w1 = ~, float[4] b1 = ~, float[{{columns}},3] w2 = ~, float[3] b2 = ~{{constants}}>
        {
            a = Conv(x, w1, b1)
            {{nodes}}
            y = Gemm(b, w2, b2)
        }
        """, $"QuantizeLinear QLinearConv {kernels} QGemm");

    static ModelSample Recurrent(string op, int gates) => new($$"""
        g (float[N,5,32] x) => (float[5,1,N,32] y)
        <float[1,{{gates * 32}},32] w = ~, float[1,{{gates * 32}},32] r = ~, float[1,{{gates * 64}}] b = ~>
        {
            t = Transpose<perm=[1,0,2]>(x)
            y = {{op}}<hidden_size=32>(t, w, r, b)
        }
        """, $"Transpose {op}");

    static readonly Dictionary<string, ModelSample> Samples = new()
    {
        ["Conv"] = new("""
            g (float[N,4,6,6] x) => (float[N,6,4,4] y)
            <float[6,4,3,3] w = ~, float[6] b = ~>
            { y = Conv(x, w, b) }
            """, "QuantizeLinear QLinearConv DequantizeLinear"),
        ["Gemm"] = new("""
            g (float[N,8] x) => (float[N,5] y)
            <float[6,8] w1 = ~, float[6] b1 = ~, float[6,5] w2 = ~, float[5] b2 = ~>
            {
                a = Gemm<transB=1>(x, w1, b1)
                y = Gemm(a, w2, b2)
            }
            """, "QuantizeLinear QGemm QGemm"),
        ["MatMul"] = new("""
            g (float[N,3,8] x) => (float[N,3,5] y)
            <float[8,6] w1 = ~, float[6,5] w2 = ~>
            {
                a = MatMul(x, w1)
                y = MatMul(a, w2)
            }
            """, "QuantizeLinear QLinearMatMul MatMulIntegerToFloat"),

        ["Add"]               = AfterTwoConvs("b = Add(a1, a2)", "QLinearAdd"),
        ["Mul"]               = AfterTwoConvs("b = Mul(a1, a2)", "QLinearMul"),
        ["Concat"]            = AfterTwoConvs("b = Concat<axis=1>(a1, a2)", "QLinearConcat", channels: 8),
        ["AveragePool"]       = BetweenConvs("b = AveragePool<kernel_shape=[2,2]>(a)", "QLinearAveragePool "),
        ["GlobalAveragePool"] = BetweenConvs("b = GlobalAveragePool(a)", "QLinearGlobalAveragePool "),
        ["LeakyRelu"]         = BetweenConvs("b = LeakyRelu<alpha=0.1>(a)", "QLinearLeakyRelu "),
        ["Sigmoid"]           = BetweenConvs("b = Sigmoid(a)", "QLinearSigmoid "),

        ["MaxPool"]      = BetweenConvs("b = MaxPool<kernel_shape=[2,2]>(a)", "MaxPool "),
        ["Transpose"]    = BetweenConvs("b = Transpose<perm=[0,1,3,2]>(a)", "Transpose "),
        ["Slice"]        = BetweenConvs("b = Slice(a, from, to, axis)", "Slice ", ", int64[1] from = {1}, int64[1] to = {3}, int64[1] axis = {2}"),
        ["Gather"]       = BetweenConvs("b = Gather<axis=1>(a, order)", "Gather ", ", int64[4] order = {3, 1, 0, 2}"),
        ["Expand"]       = BetweenConvs("m = GlobalAveragePool(a) b = Expand(m, size)", "QLinearGlobalAveragePool Expand ", ", int64[4] size = {1, 1, 5, 5}"),
        ["Tile"]         = BetweenConvs("b = Tile(a, times)", "Tile ", ", int64[4] times = {1, 1, 2, 1}"),
        ["Resize"]       = BetweenConvs("b = Resize(a, \"\", scales)", "Resize ", ", float[4] scales = {1.0, 1.0, 2.0, 2.0}"),
        ["DepthToSpace"] = new("""
            g (float[N,4,6,6] x) => (float[N,4,?,?] y)
            <float[8,4,3,3] w1 = ~, float[8] b1 = ~, float[4,2,1,1] w2 = ~, float[4] b2 = ~>
            {
                a = Conv(x, w1, b1)
                b = DepthToSpace<blocksize=2>(a)
                y = Conv(b, w2, b2)
            }
            """, "QuantizeLinear QLinearConv DepthToSpace QLinearConv DequantizeLinear"),
        ["Where"]        = AfterTwoConvs("b = Where(keep, a1, a2)", "QLinearWhere", constants: ", bool[1,4,1,1] keep = {1, 0, 0, 1}"),
        ["Split"]        = BetweenConvs("left, right = Split<axis=1>(a, sizes) b = Concat<axis=1>(right, left)", "Split QLinearConcat ", ", int64[2] sizes = {1, 3}"),
        ["GatherElements"] = new("""
            g (float[1,4,6,6] x) => (float[1,4,2,2] y)
            <float[4,4,3,3] w1 = ~, float[4] b1 = ~, float[4] b2 = ~, int64[1,2,2,2] places = {3, 1, 0, 2, 1, 1, 2, 0}, float[4,2,1,1] w3 = ~>
            {
                a = Conv(x, w1, b1)
                b = GatherElements<axis=1>(a, places)
                y = Conv(b, w3, b2)
            }
            """, "QuantizeLinear QLinearConv GatherElements QLinearConv DequantizeLinear"),
        ["Shape"]        = BetweenConvs("s = Shape(a) b = Reshape(a, s)", "Shape Reshape "),
        ["ReduceMax"]    = BetweenConvs("b = ReduceMax<axes=[2]>(a)", "ReduceMax "),
        ["ReduceMin"]    = BetweenConvs("b = ReduceMin<axes=[2,3]>(a)", "ReduceMin "),
        ["ArgMax"]       = new("""
            g (float[N,4,6,6] x) => (int64[N,1,4,4] y)
            <float[4,4,3,3] w = ~, float[4] b = ~>
            {
                a = Conv(x, w, b)
                y = ArgMax<axis=1>(a)
            }
            """, "QuantizeLinear QLinearConv ArgMax"),
        ["Reshape"]      = BeforeGemm("b = Reshape(a, shape)", "Reshape", 64, ", int64[2] shape = {-1, 64}"),
        ["Flatten"]      = BeforeGemm("b = Flatten(a)", "Flatten", 64),
        ["Squeeze"]      = BeforeGemm("m = GlobalAveragePool(a) b = Squeeze(m, axes)", "QLinearGlobalAveragePool Squeeze", 4, ", int64[2] axes = {2, 3}"),
        ["Unsqueeze"]    = new("""
            g (float[N,8] x) => (float[N,4,1,1] y)
            <float[8,4] w1 = ~, float[4] b1 = ~, float[4,4,1,1] w2 = ~, float[4] b2 = ~, int64[2] axes = {2, 3}>
            {
                a = Gemm(x, w1, b1)
                b = Unsqueeze(a, axes)
                y = Conv(b, w2, b2)
            }
            """, "QuantizeLinear QGemm Unsqueeze QLinearConv DequantizeLinear"),

        ["Relu"] = BetweenConvs("b = Relu(a)", ""),
        ["Clip"] = BetweenConvs("b = Clip(a, low, high)", "", ", float low = {0.0}, float high = {1.5}"),

        ["ConvTranspose stored"] = new("""
            g (float[N,16,4,4] x) => (float[N,8,6,6] y)
            <float[16,8,3,3] w = ~, float[8] b = ~>
            { y = ConvTranspose(x, w, b) }
            """, "ConvTranspose"),
        ["LSTM"] = new("""
            g (float[N,5,33] x) => (float[5,1,N,96] y, float[1,N,96] h)
            <float[1,384,33] w = ~, float[1,384,96] r = ~, float[1,768] b = ~>
            {
                t = Transpose<perm=[1,0,2]>(x)
                y, h = LSTM<hidden_size=96>(t, w, r, b)
            }
            """, "Transpose DynamicQuantizeLSTM"),

        ["LSTM stored"]   = Recurrent("LSTM", gates: 4),
        ["GRU stored"]    = Recurrent("GRU", gates: 3),
        ["RNN stored"]    = Recurrent("RNN", gates: 1),
        ["Gather stored"] = new("""
            g (int64[N,3] x) => (float[N,3,64] y)
            <float[32,64] w = ~>
            { y = Gather(w, x) }
            """, "Gather"),
    };
}
