using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Algebra;

/// <summary>Second moments of some adjacent columns.</summary>
/// <param name="First">Number of the first column among all.</param>
/// <param name="Matrix">[Columns, Columns] Σ x xᵀ over the rows seen.</param>
public sealed record GramBlock(int First, int Columns, double[] Matrix);

/// <summary>Streamed second moments H = Σ x xᵀ and sums Σ x of the rows a layer's weights are multiplied with.</summary>
/// <remarks>
///   x    [groups · columns] one row; only moments within a group are kept, and of a group with many columns only those within
///        blocks of about equal size, so that memory is at most groups · columns · largestBlock doubles
///   cost groups · columns · block / 2 multiplications a row
/// Products are summed in float over at most 128 rows and the result added in double. Rounding then changes H_ij by at most
/// 128 · 2⁻²⁴ · Σ |x_i x_j|, a relative 8·10⁻⁶ and less than a thousandth of the usual dampening for typical data. Rows are collected until a chunk is
/// full, so the result does not depend on how they were split over calls. Reading in between ends a chunk early.
/// Not safe for several threads at once before <see cref="Complete"/>. Values that are not finite spread over whole rows of H.
/// </remarks>
public sealed class Gram
{
    const int LongestChunk = 128, ShortestChunk = 16;

    /// <summary>Elements of rows that wait: 1 MB. A depthwise convolution's rows are long.</summary>
    const int Waiting = 1 << 18;

    readonly int chunk;
    readonly GramBlock[] blocks;
    readonly double[] sums;
    readonly float[] waiting;
    readonly Panels<float> panels;
    int waitingRows;
    long count;
    bool isMirrored;

    /// <param name="columns">Of one group.</param>
    /// <param name="largestBlock">Most columns between which moments are kept.</param>
    public Gram(int groups, int columns, int largestBlock = 1024)
    {
        Shape.Require(groups > 0 && columns > 0 && largestBlock > 0);
        (Groups, Columns) = (groups, columns);
        var parts = (columns + largestBlock - 1) / largestBlock;
        blocks = [.. from g in Enumerable.Range(0, groups)
                     from p in Enumerable.Range(0, parts)
                     select Block(g * columns + Part(p, parts, columns), Part(p + 1, parts, columns) - Part(p, parts, columns))];
        sums = new double[groups * columns];
        chunk = Math.Clamp(Waiting / sums.Length, ShortestChunk, LongestChunk);
        waiting = new float[chunk * sums.Length];
        panels = new Panels<float>(chunk, blocks.Max(b => b.Columns));
    }

    public int Groups { get; }
    /// <summary>Of one group.</summary>
    public int Columns { get; }

    /// <summary>Rows seen.</summary>
    public long Count => count + waitingRows;

    /// <summary>[groups · columns] Σ x</summary>
    public ReadOnlySpan<double> Sums
    {
        get
        {
            Flush();
            return sums;
        }
    }

    /// <summary>In the order of the columns; none reaches over the end of a group.</summary>
    public IReadOnlyList<GramBlock> Blocks
    {
        get
        {
            Flush();
            if (!isMirrored) foreach (var block in blocks) Mirror(block);
            isMirrored = true;
            return blocks;
        }
    }

    /// <summary>After the last row: from now on several threads may read at once.</summary>
    public void Complete() => _ = Blocks;

    static int Part(int part, int parts, int columns) => (int)((long)part * columns / parts);

    static GramBlock Block(int first, int columns) => new(first, columns, new double[columns * columns]);

    /// <param name="rows">[n, groups · columns]</param>
    public void Add(ReadOnlySpan<float> rows)
    {
        Shape.Require(rows.Length % sums.Length == 0);
        while (!rows.IsEmpty)
        {
            var taken = Math.Min(chunk - waitingRows, rows.Length / sums.Length);
            rows[..(taken * sums.Length)].CopyTo(waiting.AsSpan(waitingRows * sums.Length));
            waitingRows += taken;
            rows = rows[(taken * sums.Length)..];
            if (waitingRows == chunk) Flush();
        }
    }

    void Flush()
    {
        if (waitingRows == 0) return;
        for (var r = 0; r < waitingRows; r++) AddTo(sums, waiting.AsSpan(r * sums.Length, sums.Length));
        foreach (var block in blocks)
        {
            panels.Pack(waiting.AsSpan(block.First), sums.Length, waitingRows, block.Columns);
            Tiles.Upper(panels, new WidenedSum(block.Matrix, block.Columns));
        }
        (count, waitingRows, isMirrored) = (count + waitingRows, 0, false);
    }

    static void AddTo(Span<double> sums, ReadOnlySpan<float> row)
    {
        var i = 0;
        ref var start = ref MemoryMarshal.GetReference(sums);
        for (; i <= row.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var x = Vector256.Create(row[i..]);
            (Vector256.LoadUnsafe(ref start, (nuint)i) + Vector256.WidenLower(x)).StoreUnsafe(ref start, (nuint)i);
            (Vector256.LoadUnsafe(ref start, (nuint)(i + 4)) + Vector256.WidenUpper(x)).StoreUnsafe(ref start, (nuint)(i + 4));
        }
        for (; i < row.Length; i++) sums[i] += row[i];
    }

    static void Mirror(GramBlock block)
    {
        for (var i = 1; i < block.Columns; i++)
            for (var j = 0; j < i; j++) block.Matrix[i * block.Columns + j] = block.Matrix[j * block.Columns + i];
    }
}
