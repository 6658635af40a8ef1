using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Takes a tile of a matrix product [<see cref="Tiles.Height"/>, <see cref="Panels{T}.Width"/>] whose first element belongs at (row, column).</summary>
interface ITileSink<T>
    where T : unmanaged
{
    void Take(int row, int column, scoped ReadOnlySpan<T> tile);
}

/// <summary>C = AᵀB of packed matrices A [depth, m] and B [depth, n], tile by tile.</summary>
/// <remarks>
///   C_ij = Σ_d a_di · b_dj, a chain of fused multiply-adds over d = 0, 1 … in that order
/// The order is the same for every element and every vector width, so a plain loop of fused multiply-adds gives the same bits.
/// A tile of 4 × 2 vectors keeps eight sums in registers: two multiply-adds per cycle with a latency of four need no fewer.
/// Tiles reach over the edges; what lies outside is a product with the panels' zeros.
/// </remarks>
static class Tiles
{
    public const int Height = 4;

    public static void Product<T, TSink>(Panels<T> a, Panels<T> b, TSink sink)
        where T : unmanaged
        where TSink : ITileSink<T>, allows ref struct
    {
        Shape.Require(a.Depth == b.Depth);
        Span<T> tile = stackalloc T[Height * Panels<T>.Width];
        for (var column = 0; column < b.Columns; column += Panels<T>.Width)
            for (var row = 0; row < a.Columns; row += Height)
            {
                Multiply(in a.From(row), in b.From(column), a.Depth, tile);
                sink.Take(row, column, tile);
            }
    }

    /// <summary>AᵀA, only the tiles that reach the diagonal or lie above it.</summary>
    public static void Upper<T, TSink>(Panels<T> a, TSink sink)
        where T : unmanaged
        where TSink : ITileSink<T>, allows ref struct
    {
        Span<T> tile = stackalloc T[Height * Panels<T>.Width];
        for (var column = 0; column < a.Columns; column += Panels<T>.Width)
            for (var row = 0; row < Math.Min(a.Columns, column + Panels<T>.Width); row += Height)
            {
                Multiply(in a.From(row), in a.From(column), a.Depth, tile);
                sink.Take(row, column, tile);
            }
    }

    static void Multiply<T>(ref readonly T a, ref readonly T b, int depth, Span<T> tile)
        where T : unmanaged
    {
        var (c00, c01, c10, c11) = (Vector256<T>.Zero, Vector256<T>.Zero, Vector256<T>.Zero, Vector256<T>.Zero);
        var (c20, c21, c30, c31) = (Vector256<T>.Zero, Vector256<T>.Zero, Vector256<T>.Zero, Vector256<T>.Zero);
        ref var left = ref Unsafe.AsRef(in a);
        ref var right = ref Unsafe.AsRef(in b);
        var lanes = (nuint)Vector256<T>.Count;
        for (nuint d = 0, end = (nuint)(depth * Panels<T>.Width); d < end; d += 2 * lanes)
        {
            var (b0, b1) = (Vector256.LoadUnsafe(ref right, d), Vector256.LoadUnsafe(ref right, d + lanes));
            var x = Vector256.Create(Unsafe.Add(ref left, d));
            (c00, c01) = (Add(x, b0, c00), Add(x, b1, c01));
            x = Vector256.Create(Unsafe.Add(ref left, d + 1));
            (c10, c11) = (Add(x, b0, c10), Add(x, b1, c11));
            x = Vector256.Create(Unsafe.Add(ref left, d + 2));
            (c20, c21) = (Add(x, b0, c20), Add(x, b1, c21));
            x = Vector256.Create(Unsafe.Add(ref left, d + 3));
            (c30, c31) = (Add(x, b0, c30), Add(x, b1, c31));
        }
        Store(c00, c01, tile, 0);
        Store(c10, c11, tile, 1);
        Store(c20, c21, tile, 2);
        Store(c30, c31, tile, 3);
    }

    static void Store<T>(Vector256<T> low, Vector256<T> high, Span<T> tile, int row)
        where T : unmanaged
    {
        low.CopyTo(tile[(row * Panels<T>.Width)..]);
        high.CopyTo(tile[(row * Panels<T>.Width + Vector256<T>.Count)..]);
    }

    /// <summary>x · y + sum, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<T> Add<T>(Vector256<T> x, Vector256<T> y, Vector256<T> sum)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector256.FusedMultiplyAdd(x.AsSingle(), y.AsSingle(), sum.AsSingle()).As<float, T>()
            : Vector256.FusedMultiplyAdd(x.AsDouble(), y.AsDouble(), sum.AsDouble()).As<double, T>();
}
