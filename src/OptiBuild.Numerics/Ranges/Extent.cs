using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Ranges;

/// <summary>Smallest and largest finite value of a span, and how many are 0, or NaN or infinite.</summary>
/// <remarks>Min and Max are 0 when no value is finite. −0 counts as 0. Does not depend on the order of the values.</remarks>
readonly record struct Extent(float Min, float Max, int Zeros, int NotFinite)
{
    const int Infinity = 0x7F800000;
    const int Magnitude = 0x7FFFFFFF;

    public static Extent Of(ReadOnlySpan<float> x)
    {
        if (!Vector256.IsHardwareAccelerated || x.Length < Vector256<float>.Count) return Scalar(x);
        return FastUnlessNotFinite(x) ?? Scalar(x);
    }

    internal static Extent Scalar(ReadOnlySpan<float> x)
    {
        var (min, max, zeros, notFinite) = (float.MaxValue, float.MinValue, 0, 0);
        foreach (var value in x)
        {
            if (!float.IsFinite(value)) { notFinite++; continue; }
            if (value < min) min = value;
            if (value > max) max = value;
            if (value == 0) zeros++;
        }
        // + 0 turns −0 into 0.
        return min > max ? new(0, 0, 0, notFinite) : new(min + 0f, max + 0f, zeros, notFinite);
    }

    /// <summary>Same result as <see cref="Scalar"/> when every value is finite, else null.</summary>
    static Extent? FastUnlessNotFinite(ReadOnlySpan<float> x)
    {
        ref var start = ref MemoryMarshal.GetReference(x);
        var lanes = Vector256<float>.Count;
        var min = Vector256.LoadUnsafe(ref start);
        var max = min;
        var zeros = Vector256<int>.Zero;
        var largest = Vector256<int>.Zero;
        var i = 0;
        for (; i <= x.Length - lanes; i += lanes)
        {
            var value = Vector256.LoadUnsafe(ref start, (nuint)i);
            min = Vector256.MinNative(min, value);
            max = Vector256.MaxNative(max, value);
            zeros -= Vector256.Equals(value, Vector256<float>.Zero).AsInt32();
            largest = Vector256.Max(largest, value.AsInt32() & Vector256.Create(Magnitude));
        }
        if (Vector256.GreaterThanOrEqualAny(largest, Vector256.Create(Infinity))) return null;
        var rest = Scalar(x[i..]);
        if (rest.NotFinite > 0) return null;
        var (low, high) = (min[0], max[0]);
        for (var lane = 1; lane < lanes; lane++) (low, high) = (Math.Min(low, min[lane]), Math.Max(high, max[lane]));
        if (i < x.Length) (low, high) = (Math.Min(low, rest.Min), Math.Max(high, rest.Max));
        return new(low + 0f, high + 0f, Vector256.Sum(zeros) + rest.Zeros, 0);
    }
}
