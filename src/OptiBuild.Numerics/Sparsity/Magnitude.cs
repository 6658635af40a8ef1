namespace OptiBuild.Numerics.Sparsity;

/// <summary>Magnitude pruning: the weights with the smallest absolute values become 0.</summary>
/// <remarks>
/// Han, Pool, Tran, Dally, arXiv:1506.02626, section 3. Counts are exact: round(share · n) weights are 0 afterwards, halves to even, those
/// that were 0 before included; more zeros than that stay. Of equal magnitudes the earlier index goes first. NaN is kept longest.
/// </remarks>
public static class Magnitude
{
    /// <param name="w">[n] weights; changed in place.</param>
    /// <param name="share">0..1 of the weights to be 0.</param>
    /// <returns>How many weights are 0 afterwards.</returns>
    public static long Prune(Span<float> w, double share)
    {
        var cut = new MagnitudeCut(Target(share, w.Length));
        cut.CountCoarse(w);
        cut.CountFine(w);
        return cut.Apply(w);
    }

    /// <summary>One threshold over several tensors: layers with many small weights lose more.</summary>
    /// <param name="layers">Changed in place; ties go in the order of the list.</param>
    /// <returns>How many weights are 0 afterwards, in all layers together.</returns>
    public static long PruneGlobally(IReadOnlyList<Memory<float>> layers, double share)
    {
        var cut = new MagnitudeCut(Target(share, layers.Sum(layer => (long)layer.Length)));
        foreach (var layer in layers) cut.CountCoarse(layer.Span);
        foreach (var layer in layers) cut.CountFine(layer.Span);
        return layers.Sum(layer => cut.Apply(layer.Span));
    }

    static long Target(double share, long n)
    {
        Shape.Require(share is >= 0 and <= 1);
        return (long)Math.Round(share * n, MidpointRounding.ToEven);
    }
}
