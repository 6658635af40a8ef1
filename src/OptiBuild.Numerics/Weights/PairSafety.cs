namespace OptiBuild.Numerics.Weights;

/// <summary>Whether kernels that add two products u8 · s8 in 16 bits with saturation compute a weight exactly.</summary>
/// <remarks>
///   |u₁q₁ + u₂q₂| ≤ 255 · (|q₁| + |q₂|) ≤ 255 · 128 &lt; 2¹⁵ for weights of equal sign; of opposite signs the larger product alone bounds the sum.
/// Weights up to 64 are safe by themselves.
/// </remarks>
public static class PairSafety
{
    /// <summary>Largest |q₁| + |q₂| of a pair of equal sign.</summary>
    public const int Most = 128;

    /// <param name="values">Integers of a weight.</param>
    /// <param name="order">Within the weights of one output channel.</param>
    public static bool Holds(ReadOnlySpan<sbyte> values, ChannelShape shape, PairOrder order)
    {
        Shape.Require(values.Length == shape.Length);
        Shape.Require(order.Columns == 0 || order.Columns == shape.PerChannel);
        if (order.Columns == 0 || !values.ContainsAnyExceptInRange((sbyte)(-Most / 2), (sbyte)(Most / 2))) return true;
        var channel = new sbyte[shape.PerChannel];
        for (var c = 0; c < shape.Channels; c++)
        {
            shape.Gather(values, c, channel);
            foreach (var (first, second) in order.Pairs)
                if (!IsSafe(channel[first], channel[second])) return false;
        }
        return true;
    }

    internal static bool IsSafe(int q, int partner) => Math.Abs(q + partner) <= Most;
}
