namespace OptiBuild.Numerics.Weights;

/// <summary>What the ways of rounding weights have in common.</summary>
/// <param name="QMax">Levels −QMax..QMax, 1..127.</param>
public sealed record Rounding(int QMax)
{
    /// <summary>Lower bounds of the scales: [channels], or empty for none.</summary>
    public float[] LeastScales { get; init; } = [];

    /// <summary>Scales that are given: [channels], or empty to find them.</summary>
    public float[] Scales { get; init; } = [];

    /// <summary>Binary digits of the scales that are found; fewer are cheaper to store, and the weights are rounded for what is left. See <see cref="CoarseFloat"/>.</summary>
    public int ScaleDigits { get; init; } = CoarseFloat.Digits;

    /// <summary>Which weights of a channel must not saturate a sum of two products.</summary>
    public PairOrder Pairs { get; init; } = PairOrder.None;
}
