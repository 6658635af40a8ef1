
namespace OptiBuild.Tests.Engine.Quantization;

/// <summary>Models as other tools leave them, in text form.</summary>
static class QuantizedModels
{
    /// <summary>A residual net with conversions around everything and weights given as float and rounded: what a quantization-aware training exports.</summary>
    /// <param name="type">Of the activations.</param>
    /// <param name="zero">Their zero point for ranges on both sides of 0; the least integer stands for 0 after an activation function.</param>
    public static string Residual(string type, int zero, int least) => $$"""
        <ir_version: 10, opset_import: ["" : 21]>
        g (float[N,4,6,6] x) => (float[N,4,6,6] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[4,4,1,1] w3 = ~, float[4] b1 = ~, float[4] b3 = ~,
         float[4] ws = {0.0078, 0.0079, 0.0081, 0.0082}, float wt = {0.008}, int8[4] wz = {0, 0, 0, 0}, int8 wtz = {0},
         float s = {0.02}, float s1 = {0.03}, float s2 = {0.04}, {{type}} z = { {{zero}} }, {{type}} least = { {{least}} }>
        {
            w1q = QuantizeLinear<axis=0>(w1, ws, wz)  w1d = DequantizeLinear<axis=0>(w1q, ws, wz)
            w2q = QuantizeLinear<axis=0>(w2, ws, wz)  w2d = DequantizeLinear<axis=0>(w2q, ws, wz)
            w3q = QuantizeLinear(w3, wt, wtz)         w3d = DequantizeLinear(w3q, wt, wtz)
            xq = QuantizeLinear(x, s, z)       xd = DequantizeLinear(xq, s, z)
            a = Conv<pads=[1,1,1,1]>(xd, w1d, b1)
            b = Relu(a)
            bq = QuantizeLinear(b, s1, least)  bd = DequantizeLinear(bq, s1, least)
            c = Conv(bd, w2d)
            cq = QuantizeLinear(c, s2, z)      cd = DequantizeLinear(cq, s2, z)
            e = Add(bd, cd)
            eq = QuantizeLinear(e, s2, z)      ed = DequantizeLinear(eq, s2, z)
            f = Conv(ed, w3d, b3)
            fq = QuantizeLinear(f, s2, z)      y = DequantizeLinear(fq, s2, z)
        }
        """;

    /// <summary>Two convolutions are quantized, the one between them and the addition are not.</summary>
    public const string Half = """
        g (float[N,4,6,6] x) => (float[N,4,6,6] y)
        <float[4,4,3,3] w1 = ~, float[4,4,1,1] w2 = ~, float[4,4,1,1] w3 = ~, float[4] b1 = ~, float[4] b2 = ~,
         float[4] ws = {0.0078, 0.0079, 0.0081, 0.0082}, int8[4] wz = {0, 0, 0, 0},
         float s = {0.02}, float s1 = {0.03}, float s2 = {0.04}, uint8 z = {128}, uint8 least = {0}>
        {
            w1q = QuantizeLinear<axis=0>(w1, ws, wz)  w1d = DequantizeLinear<axis=0>(w1q, ws, wz)
            w3q = QuantizeLinear<axis=0>(w3, ws, wz)  w3d = DequantizeLinear<axis=0>(w3q, ws, wz)
            xq = QuantizeLinear(x, s, z)       xd = DequantizeLinear(xq, s, z)
            a = Conv<pads=[1,1,1,1]>(xd, w1d, b1)
            b = Relu(a)
            bq = QuantizeLinear(b, s1, least)  bd = DequantizeLinear(bq, s1, least)
            [middle] c = Conv(bd, w2, b2)
            [sum] e = Add(bd, c)
            eq = QuantizeLinear(e, s2, z)      ed = DequantizeLinear(eq, s2, z)
            f = Conv(ed, w3d)
            fq = QuantizeLinear(f, s2, z)      y = DequantizeLinear(fq, s2, z)
        }
        """;

    /// <summary>Integers between the operators, conversions at the ends only.</summary>
    public const string Operators = """
        g (float[N,2,4,4] x) => (float[N,2,2,2] y)
        <int8[2,2,1,1] w = {12, -7, 127, 33}, float[2] ws = {0.01, 0.02}, int8[2] wz = {0, 0}, int32[2] bias = {100, -250},
         float s = {0.01}, float s1 = {0.02}, uint8 z = {128}>
        {
            xq = QuantizeLinear(x, s, z)
            a = QLinearConv(xq, s, z, w, ws, wz, s1, z, bias)
            b = MaxPool<kernel_shape=[2,2], strides=[2,2]>(a)
            y = DequantizeLinear(b, s1, z)
        }
        """;

    /// <summary>Scales are taken in every run.</summary>
    public const string EachRun = """
        g (float[N,4] x) => (float[N,3] y)
        <int8[4,3] w = {12, -7, 127, 33, 5, 90, -128, 1, 2, 3, -44, 60}, float ws = {0.01}, int8 wz = {0}, float[3] b = ~>
        {
            xq, xs, xz = DynamicQuantizeLinear(x)
            i = MatMulInteger(xq, w, xz, wz)
            f = Cast<to=1>(i)
            k = Mul(xs, ws)
            m = Mul(f, k)
            y = Add(m, b)
        }
        """;

    public const string FourBits = """
        <ir_version: 10, opset_import: ["" : 21]>
        g (float[N,4] x) => (float[N,3] y)
        <int4[4,3] w = {1, -7, 7, 3, 5, 0, -8, 1, 2, 3, -4, 6}, float[3] ws = {0.1, 0.2, 0.3}, int4[3] wz = {0, 0, 0}>
        {
            wd = DequantizeLinear<axis=1>(w, ws, wz)
            y = MatMul(x, wd)
        }
        """;

    public const string Blocks = """
        <ir_version: 10, opset_import: ["" : 21]>
        g (float[N,4] x) => (float[N,3] y)
        <int8[4,3] w = {12, -7, 127, 33, 5, 90, -128, 1, 2, 3, -44, 60}, float[2,3] ws = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6}>
        {
            wd = DequantizeLinear<axis=0, block_size=2>(w, ws)
            y = MatMul(x, wd)
        }
        """;

    public const string Float8 = """
        <ir_version: 10, opset_import: ["" : 21]>
        g (float[N,4] x) => (float[N,4] y)
        <float s = {0.5}, float8e4m3fn z = {0x00}, float[4,4] w = ~>
        {
            q = QuantizeLinear(x, s, z)
            d = DequantizeLinear(q, s, z)
            y = MatMul(d, w)
        }
        """;

    public static string Unsigned => Residual("uint8", 128, 0);

    public static string Signed => Residual("int8", 0, -128);

    public static string SixteenBits => Residual("uint16", 32768, 0);
}
