namespace OptiBuild.Numerics.Ranges;

/// <summary>Distribution of a stream of values in fixed memory and one pass.</summary>
/// <remarks>
/// The bins have a power of two as width and its multiples as edges (<see cref="BinGrid"/>). When the range outgrows them,
/// neighbours merge pairwise. The final grid depends on the smallest and largest value alone and merging is exact, so the
/// result is the same, bit for bit, however the values were ordered, split into spans or spread over merged histograms.
/// Half of the bins or more are used unless all values are nearly 0. Exact zeros are kept apart from the bins: behind a ReLU
/// they are a spike, and quantization keeps them exactly.
/// NaN and infinities are counted in <see cref="Ignored"/> and otherwise left out. Not safe for several threads at once.
/// </remarks>
public sealed class Histogram
{
    public const int Bins = 4096;

    /// <summary>A shift by 31 already leaves nothing but the sign.</summary>
    const int MostShift = 31;

    readonly long[] counts = new long[Bins];
    BinGrid grid = BinGrid.Finest;
    int firstStored;

    /// <summary>Finite values so far, zeros included.</summary>
    public long Count { get; private set; }
    public long Zeros { get; private set; }
    public long Ignored { get; private set; }

    /// <summary>Exact; 0 when <see cref="Count"/> is.</summary>
    public float Min { get; private set; }
    /// <inheritdoc cref="Min"/>
    public float Max { get; private set; }

    public double Width => grid.Width;

    /// <summary>Index of the bin of <see cref="Min"/>: it covers First·Width … (First + 1)·Width.</summary>
    public int First => grid.IndexOf(Min);

    /// <summary>Counts of the bins from <see cref="First"/> to the one of <see cref="Max"/>, without the exact zeros.</summary>
    public ReadOnlySpan<long> Counts => counts.AsSpan(First - firstStored, grid.IndexOf(Max) - First + 1);

    public void Add(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i += BinCounter.MaxValues)
            AddChunk(values.Slice(i, Math.Min(BinCounter.MaxValues, values.Length - i)));
    }

    public void Add(Histogram other)
    {
        Ignored += other.Ignored;
        if (other.Count == 0) return;
        Include(other.Min, other.Max);
        var coarser = Math.Min(MostShift, grid.Exponent - other.grid.Exponent);
        var theirs = other.Counts;
        for (var k = 0; k < theirs.Length; k++) counts[(other.First + k >> coarser) - firstStored] += theirs[k];
        (Count, Zeros) = (Count + other.Count, Zeros + other.Zeros);
    }

    void AddChunk(ReadOnlySpan<float> values)
    {
        var extent = Extent.Of(values);
        if (extent.NotFinite > 0)
        {
            Ignored += extent.NotFinite;
            values = Finite(values, new float[values.Length - extent.NotFinite]);
        }
        if (values.IsEmpty) return;
        Include(extent.Min, extent.Max);
        BinCounter.Count(values, grid, firstStored, counts);
        counts[-firstStored] -= extent.Zeros;
        (Count, Zeros) = (Count + values.Length, Zeros + extent.Zeros);
    }

    static ReadOnlySpan<float> Finite(ReadOnlySpan<float> values, float[] finite)
    {
        var n = 0;
        foreach (var value in values)
            if (float.IsFinite(value)) finite[n++] = value;
        return finite;
    }

    void Include(float min, float max)
    {
        (Min, Max) = Count == 0 ? (min, max) : (Math.Min(Min, min), Math.Max(Max, max));
        var wider = BinGrid.Covering(Min, Max, Bins);
        var (low, high) = (wider.IndexOf(Math.Min(Min, 0)), wider.IndexOf(Math.Max(Max, 0)));
        if (wider == grid && low >= firstStored && high < firstStored + Bins) return;
        // Free bins on both sides, so that a range that grows slowly seldom moves them.
        var first = low < 0 ? low - (Bins - 1 - high + low) / 2 : 0;
        Regrid(wider, first);
    }

    void Regrid(BinGrid wider, int first)
    {
        var old = counts.AsSpan().ToArray();
        counts.AsSpan().Clear();
        var coarser = Math.Min(MostShift, wider.Exponent - grid.Exponent);
        for (var k = 0; k < Bins; k++)
            if (old[k] != 0)
                counts[(firstStored + k >> coarser) - first] += old[k];
        (grid, firstStored) = (wider, first);
    }
}
