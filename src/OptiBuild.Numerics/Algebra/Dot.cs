using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Inner product and squared distance of float vectors, summed in double.</summary>
/// <remarks>
/// Always eight partial sums, element i into sum i mod 8, added up in order: the result does not depend on the CPU's vector
/// width. The product of two floats is exact in double.
/// </remarks>
public static class Dot
{
    const int Lanes = 8;

    /// <summary>Σ a_i · b_i</summary>
    public static double Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Shape.Require(a.Length == b.Length);
        Span<double> sums = stackalloc double[Lanes];
        for (var i = Vectors(a, b, default(Products), sums); i < a.Length; i++) sums[i % Lanes] += (double)a[i] * b[i];
        return InOrder(sums);
    }

    /// <summary>Σ (a_i − b_i)²</summary>
    public static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Shape.Require(a.Length == b.Length);
        Span<double> sums = stackalloc double[Lanes];
        for (var i = Vectors(a, b, default(SquaredDifferences), sums); i < a.Length; i++)
        {
            var difference = (double)a[i] - b[i];
            sums[i % Lanes] += difference * difference;
        }
        return InOrder(sums);
    }

    static double InOrder(ReadOnlySpan<double> sums)
    {
        var total = 0.0;
        foreach (var sum in sums) total += sum;
        return total;
    }

    interface ITerm
    {
        Vector256<double> Of(Vector256<double> a, Vector256<double> b);
    }

    readonly struct Products : ITerm
    {
        public Vector256<double> Of(Vector256<double> a, Vector256<double> b) => a * b;
    }

    readonly struct SquaredDifferences : ITerm
    {
        public Vector256<double> Of(Vector256<double> a, Vector256<double> b) => (a - b) * (a - b);
    }

    /// <returns>How many elements were taken, a multiple of the lanes.</returns>
    static int Vectors<T>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, T term, Span<double> sums)
        where T : struct, ITerm
    {
        if (!Vector256.IsHardwareAccelerated) return 0;
        ref var left = ref MemoryMarshal.GetReference(a);
        ref var right = ref MemoryMarshal.GetReference(b);
        var (low, high) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i <= a.Length - Lanes; i += Lanes)
        {
            var (x, y) = (Vector256.LoadUnsafe(ref left, (nuint)i), Vector256.LoadUnsafe(ref right, (nuint)i));
            low += term.Of(Vector256.WidenLower(x), Vector256.WidenLower(y));
            high += term.Of(Vector256.WidenUpper(x), Vector256.WidenUpper(y));
        }
        low.CopyTo(sums);
        high.CopyTo(sums[4..]);
        return i;
    }
}
