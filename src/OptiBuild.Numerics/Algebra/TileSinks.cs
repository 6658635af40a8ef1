using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Adds tiles of float products to a matrix in double.</summary>
/// <param name="matrix">[columns, columns]</param>
readonly struct WidenedSum(double[] matrix, int columns) : ITileSink<float>
{
    public void Take(int row, int column, scoped ReadOnlySpan<float> tile)
    {
        var width = Math.Min(Panels<float>.Width, columns - column);
        for (var end = Math.Min(row + Tiles.Height, columns); row < end; row++, tile = tile[Panels<float>.Width..])
            Add(tile[..width], matrix.AsSpan(row * columns + column, width));
    }

    static void Add(ReadOnlySpan<float> values, Span<double> sums)
    {
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var x = Vector256.Create(values[i..]);
            var to = sums.Slice(i, Vector256<float>.Count);
            (Vector256.Create<double>(to) + Vector256.WidenLower(x)).CopyTo(to);
            (Vector256.Create<double>(to[4..]) + Vector256.WidenUpper(x)).CopyTo(to[4..]);
        }
        for (; i < values.Length; i++) sums[i] += values[i];
    }
}

/// <summary>Subtracts tiles from a matrix.</summary>
/// <param name="to">The matrix from where the product's first element belongs.</param>
/// <param name="stride">Elements from one of its rows to the next.</param>
readonly ref struct Difference<T>(Span<T> to, int stride, int rows, int columns) : ITileSink<T>
    where T : unmanaged, System.Numerics.ISubtractionOperators<T, T, T>
{
    readonly Span<T> to = to;

    public void Take(int row, int column, scoped ReadOnlySpan<T> tile)
    {
        var width = Math.Min(Panels<T>.Width, columns - column);
        for (var end = Math.Min(row + Tiles.Height, rows); row < end; row++, tile = tile[Panels<T>.Width..])
            Subtract(tile[..width], to.Slice(row * stride + column, width));
    }

    static void Subtract(ReadOnlySpan<T> values, Span<T> from)
    {
        var i = 0;
        for (; i <= values.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            (Vector256.Create<T>(from[i..]) - Vector256.Create(values[i..])).CopyTo(from[i..]);
        for (; i < values.Length; i++) from[i] -= values[i];
    }
}
