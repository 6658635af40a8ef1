namespace OptiBuild.Numerics.Ranges;

/// <summary>Bins of width 2^e whose edges are the multiples of 2^e, so that 0 is an edge and two neighbours merge into one bin of 2^(e+1).</summary>
/// <remarks>
///   index(x) = ⌊x / 2^e⌋ for x ≥ 0, −1 − ⌊|x| / 2^e⌋ for x &lt; 0; bin k covers k·2^e … (k + 1)·2^e
/// Multiplying by 2^−e is exact but for underflow, which truncates like everything else below one bin. Hence
/// index at e + d = index at e ≫ d, exactly.
/// </remarks>
readonly record struct BinGrid(int Exponent)
{
    /// <summary>The finest grid: 2^126 is the largest reciprocal that is a power of two and a normal float.</summary>
    public static readonly BinGrid Finest = new(-126);

    public float Reciprocal => MathF.ScaleB(1, -Exponent);
    public double Width => Math.ScaleB(1, Exponent);

    public int IndexOf(float x) => (int)(x * Reciprocal) - (x < 0 ? 1 : 0);

    /// <summary>The finest grid on which [min, max] widened to contain 0 touches at most <paramref name="bins"/> bins, a power of two.</summary>
    /// <remarks>Monotone: a wider range never gets a finer grid. So the last grid of a stream depends on its extremes alone.</remarks>
    public static BinGrid Covering(float min, float max, int bins)
    {
        (min, max) = (Math.Min(min, 0), Math.Max(max, 0));
        var largest = Math.Max(-min, max);
        if (largest == 0) return Finest;
        // One step finer than any grid that could do: there the larger side alone takes more than all bins.
        var grid = new BinGrid(Math.Max(Finest.Exponent, Math.ILogB(largest) - (int)Math.Log2(bins)));
        while (grid.IndexOf(max) - grid.IndexOf(min) + 1 > bins) grid = new(grid.Exponent + 1);
        return grid;
    }
}
