using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Algebra;

/// <summary>A matrix [depth, columns] stored as panels of a few columns each, row after row within a panel, so that <see cref="Tiles"/> reads memory in order.</summary>
/// <remarks>The last panel is filled up with zeros. One buffer serves matrices of any size up to the one it was made for.</remarks>
sealed class Panels<T>(int mostRows, int mostColumns)
    where T : unmanaged
{
    readonly T[] packed = new T[mostRows * CountFor(mostColumns) * Width];

    /// <summary>Columns of one panel: two vectors.</summary>
    public static int Width => 2 * Vector256<T>.Count;

    public int Depth { get; private set; }
    public int Columns { get; private set; }
    public int Count => CountFor(Columns);

    static int CountFor(int columns) => (columns + Width - 1) / Width;

    /// <param name="rows">[depth, columns], each row <paramref name="stride"/> elements after the one before.</param>
    public void Pack(ReadOnlySpan<T> rows, int stride, int depth, int columns)
    {
        (Depth, Columns) = (depth, columns);
        for (var d = 0; d < depth; d++)
        {
            var row = rows.Slice(d * stride, columns);
            var at = d * Width;
            for (; row.Length >= Width; row = row[Width..], at += depth * Width) row[..Width].CopyTo(packed.AsSpan(at));
            if (row.IsEmpty) continue;
            row.CopyTo(packed.AsSpan(at));
            packed.AsSpan(at + row.Length, Width - row.Length).Clear();
        }
    }

    /// <summary>From the first row's element of <paramref name="column"/> on; the next row's follows after <see cref="Width"/> elements.</summary>
    public ref readonly T From(int column) => ref packed[column / Width * Depth * Width + column % Width];
}
