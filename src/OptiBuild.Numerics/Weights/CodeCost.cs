namespace OptiBuild.Numerics.Weights;

/// <summary>What it takes to code each level, by how often it is used.</summary>
/// <remarks>
///   bits(q) = log₂((N + K / 2) / (n_q + 1 / 2))        N = Σ n_q over K levels
/// The length that an ideal code of order 0 gives a level: Shannon, A Mathematical Theory of Communication, section 9. Half a count more each, so that
/// a level not yet used can be chosen (Krichevsky, Trofimov, IEEE Trans. Inf. Theory 27, 1981).
/// </remarks>
public sealed class CodeCost
{
    readonly float[] bits;

    CodeCost(float[] bits) => this.bits = bits;

    public int QMax => bits.Length / 2;

    /// <param name="counts">[2 · qmax + 1] of levels −qmax..qmax.</param>
    public static CodeCost Of(ReadOnlySpan<long> counts)
    {
        Shape.Require(counts.Length % 2 == 1);
        var total = counts.Length / 2.0;
        foreach (var count in counts) total += count;
        var bits = new float[counts.Length];
        for (var i = 0; i < bits.Length; i++) bits[i] = (float)Math.Log2(total / (counts[i] + 0.5));
        return new(bits);
    }

    /// <summary>[2 · qmax + 1] how often each level occurs.</summary>
    public static long[] Count(ReadOnlySpan<sbyte> levels, int qmax)
    {
        var counts = new long[2 * qmax + 1];
        foreach (var level in levels) counts[level + qmax]++;
        return counts;
    }

    public float Bits(int level) => bits[level + QMax];

    /// <summary>Bits that a code of order 0 needs for all levels together.</summary>
    /// <remarks>Brotli, whose codes have whole bits, takes 1 to 9 % more for 5 to 1.5 bits a level, and half as much again where nine of ten levels are 0 at random places.</remarks>
    public static double Entropy(ReadOnlySpan<long> counts)
    {
        var (total, sum) = (0L, 0.0);
        foreach (var count in counts)
        {
            if (count == 0) continue;
            total += count;
            sum += count * Math.Log2(count);
        }
        return total == 0 ? 0 : total * Math.Log2(total) - sum;
    }
}
