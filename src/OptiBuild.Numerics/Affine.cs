using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics;

/// <summary>Affine (scale, zero point) quantization of one tensor or of one slice of it.</summary>
/// <remarks>
///   q  = clamp(round(x / s) + z, Min, Max)      x' = (q − z) · s
///   s    scale, real units per step, a normal float, s > 0
///   z    zero point, the integer that stands for 0.0, Min ≤ z ≤ Max
///   Max − Min ≤ 2²⁴, so that every level is exact in float.
/// Rounding is half to even: https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html
/// Where that page is silent: x / s beyond Min or Max, ±∞ included, gives Min or Max; NaN gives Min, as the kernels of
/// ONNX Runtime do on x64.
/// This type and <see cref="Weights.Bias"/>, whose int32 range needs double, are the only places in OptiBuild where a real number becomes an integer.
/// </remarks>
public readonly record struct Affine(float Scale, int ZeroPoint, int Min, int Max)
{
    const int Chunk = 1024;
    const float SmallestNormal = 1.17549435E-38f;

    float Lowest => Min - ZeroPoint;
    float Highest => Max - ZeroPoint;

    /// <summary>Parameters whose levels qmin..qmax cover [min, max] widened to contain 0, so that 0 stays exactly 0.</summary>
    /// <remarks>
    ///   s = (max − min) / (qmax − qmin)      z = round(qmin − min / s)
    /// A range too narrow for a normal scale, [0, 0] for example, gets scale 1: all its values become 0.
    /// </remarks>
    public static Affine Asymmetric(float min, float max, int qmin, int qmax)
    {
        Shape.Require(float.IsFinite(min) && float.IsFinite(max) && min <= max);
        Shape.Require(qmin < qmax && qmax - qmin <= 1 << 24);
        var low = Math.Min((double)min, 0);
        var scale = NormalOrOne((Math.Max((double)max, 0) - low) / (qmax - qmin));
        return new(scale, Math.Clamp((int)Math.Round(qmin - low / scale, MidpointRounding.ToEven), qmin, qmax), qmin, qmax);
    }

    /// <summary>Parameters with zero point 0 and levels −qmax..qmax that cover [−absMax, absMax].</summary>
    public static Affine Symmetric(float absMax, int qmax)
    {
        Shape.Require(float.IsFinite(absMax) && absMax >= 0);
        Shape.Require(qmax is > 0 and <= 1 << 23);
        return new(NormalOrOne((double)absMax / qmax), 0, -qmax, qmax);
    }

    static float NormalOrOne(double scale) => (float)scale >= SmallestNormal ? (float)scale : 1;

    public int Quantize(float x)
    {
        var level = MathF.Round(x / Scale, MidpointRounding.ToEven);
        // A comparison that NaN fails.
        if (!(level >= Lowest)) return Min;
        return level > Highest ? Max : (int)level + ZeroPoint;
    }

    public float Dequantize(int q) => (q - ZeroPoint) * Scale;

    /// <summary>Same result as <see cref="Quantize(float)"/> on every element, vectorized.</summary>
    /// <param name="x">[n] real values.</param>
    /// <param name="q">[n] receives integers in [Min, Max].</param>
    public void Quantize(ReadOnlySpan<float> x, Span<int> q)
    {
        Shape.Require(q.Length == x.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                (Vector256.ConvertToInt32Native(Level(Vector256.Create(x[i..]))) + Vector256.Create(ZeroPoint)).CopyTo(q[i..]);
        for (; i < x.Length; i++) q[i] = Quantize(x[i]);
    }

    /// <inheritdoc cref="Quantize(ReadOnlySpan{float}, Span{int})"/>
    public void Quantize(ReadOnlySpan<float> x, Span<sbyte> q)
    {
        Shape.Require(Min >= sbyte.MinValue && Max <= sbyte.MaxValue);
        // Two's complement: the low byte of an int in sbyte's range is that sbyte.
        Narrow(x, MemoryMarshal.AsBytes(q));
    }

    /// <inheritdoc cref="Quantize(ReadOnlySpan{float}, Span{int})"/>
    public void Quantize(ReadOnlySpan<float> x, Span<byte> q)
    {
        Shape.Require(Min >= byte.MinValue && Max <= byte.MaxValue);
        Narrow(x, q);
    }

    void Narrow(ReadOnlySpan<float> x, Span<byte> q)
    {
        Shape.Require(q.Length == x.Length);
        Span<int> wide = stackalloc int[Math.Min(Chunk, x.Length)];
        for (var i = 0; i < x.Length; i += Chunk)
        {
            var n = Math.Min(Chunk, x.Length - i);
            Quantize(x.Slice(i, n), wide[..n]);
            TensorPrimitives.ConvertTruncating<int, byte>(wide[..n], q.Slice(i, n));
        }
    }

    /// <summary>Same result as <see cref="Dequantize(int)"/> on every element, vectorized.</summary>
    /// <param name="q">[n] integers in [Min, Max].</param>
    /// <param name="x">[n] receives real values.</param>
    public void Dequantize(ReadOnlySpan<int> q, Span<float> x)
    {
        Shape.Require(x.Length == q.Length);
        Widen(q, x);
    }

    /// <inheritdoc cref="Dequantize(ReadOnlySpan{int}, Span{float})"/>
    public void Dequantize(ReadOnlySpan<sbyte> q, Span<float> x) => Widen(q, x);

    /// <inheritdoc cref="Dequantize(ReadOnlySpan{int}, Span{float})"/>
    public void Dequantize(ReadOnlySpan<byte> q, Span<float> x) => Widen(q, x);

    void Widen<T>(ReadOnlySpan<T> q, Span<float> x)
        where T : System.Numerics.INumberBase<T>
    {
        Shape.Require(x.Length == q.Length);
        Span<int> wide = stackalloc int[Math.Min(Chunk, q.Length)];
        for (var i = 0; i < q.Length; i += Chunk)
        {
            var n = Math.Min(Chunk, q.Length - i);
            TensorPrimitives.ConvertTruncating<T, int>(q.Slice(i, n), wide[..n]);
            TensorPrimitives.Subtract(wide[..n], ZeroPoint, wide[..n]);
            TensorPrimitives.ConvertTruncating<int, float>(wide[..n], x.Slice(i, n));
            TensorPrimitives.Multiply(x.Slice(i, n), Scale, x.Slice(i, n));
        }
    }

    /// <summary>Same result as <see cref="Quantize(float)"/> then <see cref="Dequantize(int)"/>, vectorized.</summary>
    /// <param name="x">[n] real values.</param>
    /// <param name="y">[n] receives what is left of them; may be <paramref name="x"/>.</param>
    public void RoundTrip(ReadOnlySpan<float> x, Span<float> y)
    {
        Shape.Require(y.Length == x.Length);
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
            for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                // + 0 turns −0 into 0, which is what the integer 0 stands for.
                (Level(Vector256.Create(x[i..])) * Scale + Vector256<float>.Zero).CopyTo(y[i..]);
        for (; i < x.Length; i++) y[i] = Dequantize(Quantize(x[i]));
    }

    /// <summary>q − z as a float, for eight values.</summary>
    internal Vector256<float> Level(Vector256<float> x)
    {
        var level = Vector256.Round(x / Scale, MidpointRounding.ToEven);
        var lowest = Vector256.Create(Lowest);
        // The comparison that NaN fails comes first; MinNative then never sees a NaN.
        level = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(level, lowest), level, lowest);
        return Vector256.MinNative(level, Vector256.Create(Highest));
    }
}
