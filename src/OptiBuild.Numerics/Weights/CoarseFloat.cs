namespace OptiBuild.Numerics.Weights;

/// <summary>Numbers with fewer digits than float has: what is dropped need not be stored.</summary>
/// <remarks>
///   x = ± 1.m · 2ᵉ with k binary digits of m kept: relative error ≤ 2^−(k+1), and 2^k values per octave.
/// The 23 digits of a scale or bias look random to any entropy coder, so each digit kept costs one bit.
/// </remarks>
public static class CoarseFloat
{
    /// <summary>Binary digits behind the point of a float.</summary>
    public const int Digits = 23;

    /// <summary>The nearest number with <paramref name="digits"/> binary digits behind the point, half to even; NaN and infinities stay.</summary>
    /// <param name="digits">0..23.</param>
    public static float Nearest(float x, int digits)
    {
        var drop = Dropped(digits);
        if (drop == 0 || !float.IsFinite(x)) return x;
        var bits = BitConverter.SingleToUInt32Bits(x);
        var half = (1u << (drop - 1)) - 1 + (bits >> drop & 1);
        var nearest = BitConverter.UInt32BitsToSingle(bits + half & ~0u << drop);
        // Beyond the largest number that has so few digits lies infinity.
        return float.IsFinite(nearest) ? nearest : BitConverter.UInt32BitsToSingle(bits & ~0u << drop);
    }

    /// <summary>The smallest number with <paramref name="digits"/> binary digits that is not below <paramref name="x"/>.</summary>
    /// <param name="x">0 or more.</param>
    /// <param name="digits">0..23.</param>
    public static float NotBelow(float x, int digits)
    {
        Shape.Require(x >= 0);
        var drop = Dropped(digits);
        if (drop == 0 || !float.IsFinite(x)) return x;
        var above = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) + (1u << drop) - 1 & ~0u << drop);
        return float.IsFinite(above) ? above : x;
    }

    /// <summary>So many digits a scale is worth that serves <paramref name="weights"/> weights: ½ log₂ n.</summary>
    /// <remarks>
    /// One digit more quarters the squared error that the scale's coarseness adds to all n weights, and costs one bit: they balance there.
    /// It is the length of a parameter in Rissanen's minimum description length, 1978, https://doi.org/10.1016/0005-1098(78)90005-5.
    /// </remarks>
    public static int DigitsFor(int weights)
    {
        Shape.Require(weights > 0);
        return Math.Min((int)Math.Round(Math.Log2(weights) / 2, MidpointRounding.AwayFromZero), Digits);
    }

    static int Dropped(int digits)
    {
        Shape.Require(digits is >= 0 and <= Digits);
        return Digits - digits;
    }
}
