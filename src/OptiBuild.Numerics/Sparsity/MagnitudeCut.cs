namespace OptiBuild.Numerics.Sparsity;

/// <summary>Finds the magnitude below which exactly a given number of weights lies, and zeroes them. No sorting, no copy.</summary>
/// <remarks>
/// Radix selection: the bits of |w| order like |w| itself. One pass counts their upper halves, a second the lower halves of those
/// that share the upper half of the wanted rank. The passes go over all spans in the same order, coarse, fine, apply.
/// </remarks>
sealed class MagnitudeCut(long target)
{
    const int Half = 16;
    const uint LowHalf = (1 << Half) - 1;

    readonly long[] coarse = new long[1 << Half];
    readonly long[] fine = new long[1 << Half];
    uint bucket;
    long below;
    bool coarseIsDone, fineIsDone;
    uint threshold;
    long ties;

    static uint Bits(float w) => BitConverter.SingleToUInt32Bits(MathF.Abs(w));

    public void CountCoarse(ReadOnlySpan<float> w)
    {
        foreach (var value in w) coarse[Bits(value) >> Half]++;
    }

    public void CountFine(ReadOnlySpan<float> w)
    {
        if (!coarseIsDone) (bucket, below, coarseIsDone) = WithRank(coarse, 0);
        foreach (var value in w)
            if (Bits(value) >> Half == bucket) fine[Bits(value) & LowHalf]++;
    }

    /// <returns>How many weights of <paramref name="w"/> are 0 afterwards.</returns>
    public long Apply(Span<float> w)
    {
        if (!fineIsDone) FindThreshold();
        var zeros = 0L;
        foreach (ref var value in w)
        {
            var bits = Bits(value);
            if (bits < threshold || (bits == threshold && ties-- > 0)) value = 0;
            if (value == 0) zeros++;
        }
        return zeros;
    }

    void FindThreshold()
    {
        (var low, below, fineIsDone) = WithRank(fine, below);
        threshold = bucket << Half | low;
        ties = target - below;
    }

    /// <returns>The first entry at which the running total reaches the target, and the total before it.</returns>
    (uint Entry, long Before, bool Done) WithRank(long[] counts, long before)
    {
        var entry = 0u;
        while (entry < counts.Length - 1 && before + counts[entry] < target) before += counts[entry++];
        return (entry, before, true);
    }
}
