namespace OptiBuild.Numerics.Ranges;

/// <summary>Mean of the batches' smallest and of their largest values: one wild batch moves it by 1/batches only.</summary>
/// <remarks>NaN and infinities are left out; a batch without a finite value does not count. Sums in double.</remarks>
public sealed class MovingAverage
{
    double sumOfMin, sumOfMax;

    public int Batches { get; private set; }
    public float Min => Batches == 0 ? 0 : (float)(sumOfMin / Batches);
    public float Max => Batches == 0 ? 0 : (float)(sumOfMax / Batches);

    public void Add(ReadOnlySpan<float> batch)
    {
        var extent = Extent.Of(batch);
        if (extent.NotFinite == batch.Length) return;
        (sumOfMin, sumOfMax, Batches) = (sumOfMin + extent.Min, sumOfMax + extent.Max, Batches + 1);
    }
}
