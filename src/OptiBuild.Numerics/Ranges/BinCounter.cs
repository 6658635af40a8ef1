using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OptiBuild.Numerics.Ranges;

/// <summary>Counts finite values into the bins of a grid.</summary>
/// <remarks>
/// Equal neighbours, the zeros behind a ReLU above all, would make every increment wait for the one before it: a value goes
/// to one of four tables by its position. The tables are of 16 bits and stay in the first-level cache.
/// </remarks>
static class BinCounter
{
    const int Tables = 4;

    /// <summary>What one call may count: a fourth of it fits in 16 bits.</summary>
    public const int MaxValues = Tables * ushort.MaxValue / 2;

    /// <summary>Below this length clearing and adding up the tables costs more than they save.</summary>
    const int WorthTables = 8192;

    /// <param name="x">[n] finite values; n at most <see cref="MaxValues"/>.</param>
    /// <param name="first">Index of the bin counted in <paramref name="counts"/>[0].</param>
    /// <param name="counts">[bins] are increased; every value falls into one of them.</param>
    public static void Count(ReadOnlySpan<float> x, BinGrid grid, int first, Span<long> counts)
    {
        if (!Vector256.IsHardwareAccelerated || x.Length < WorthTables)
        {
            Scalar(x, grid, first, counts);
            return;
        }
        var aligned = x.Length - x.Length % Vector256<float>.Count;
        Fast(x[..aligned], grid, first, counts);
        Scalar(x[aligned..], grid, first, counts);
    }

    internal static void Scalar(ReadOnlySpan<float> x, BinGrid grid, int first, Span<long> counts)
    {
        var reciprocal = grid.Reciprocal;
        foreach (var value in x) counts[(int)(value * reciprocal) - (value < 0 ? 1 : 0) - first]++;
    }

    /// <summary>Same result as <see cref="Scalar"/>.</summary>
    [SkipLocalsInit]
    static void Fast(ReadOnlySpan<float> x, BinGrid grid, int first, Span<long> counts)
    {
        var bins = counts.Length;
        Span<ushort> tables = stackalloc ushort[Tables * bins];
        tables.Clear();
        ref var start = ref MemoryMarshal.GetReference(x);
        ref var a = ref MemoryMarshal.GetReference(tables);
        ref var b = ref Unsafe.Add(ref a, bins);
        ref var c = ref Unsafe.Add(ref b, bins);
        ref var d = ref Unsafe.Add(ref c, bins);
        var reciprocal = Vector256.Create(grid.Reciprocal);
        var offset = Vector256.Create(first);
        for (nuint i = 0; i < (nuint)x.Length; i += (nuint)Vector256<float>.Count)
        {
            var value = Vector256.LoadUnsafe(ref start, i);
            var negative = Vector256.LessThan(value, Vector256<float>.Zero).AsInt32();
            var bin = (Vector256.ConvertToInt32Native(value * reciprocal) + negative - offset).AsUInt64();
            for (var pair = 0; pair < 4; pair += 2)
            {
                var (low, high) = (bin.GetElement(pair), bin.GetElement(pair + 1));
                Unsafe.Add(ref a, (nuint)(uint)low)++;
                Unsafe.Add(ref b, (nuint)(low >> 32))++;
                Unsafe.Add(ref c, (nuint)(uint)high)++;
                Unsafe.Add(ref d, (nuint)(high >> 32))++;
            }
        }
        for (var k = 0; k < bins; k++) counts[k] += tables[k] + tables[bins + k] + tables[2 * bins + k] + tables[3 * bins + k];
    }
}
