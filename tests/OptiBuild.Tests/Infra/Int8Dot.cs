namespace OptiBuild.Tests.Infra;

/// <summary>Σ a·w of unsigned activations and signed weights, both in the order of the kernel.</summary>
delegate int Int8Dot(ReadOnlySpan<byte> activations, ReadOnlySpan<sbyte> weights);

/// <summary>The sum as processors form it.</summary>
static class Int8Dots
{
    public static int Exact(ReadOnlySpan<byte> activations, ReadOnlySpan<sbyte> weights)
    {
        var sum = 0;
        for (var k = 0; k < weights.Length; k++) sum += activations[k] * weights[k];
        return sum;
    }

    /// <summary>VPMADDUBSW, VPMADDWD with ones, VPADDD: products 0 and 1, 2 and 3, … are added in 16 bits with saturation, their sums in 32 bits.</summary>
    /// <remarks>Intel 64 and IA-32 manual, volume 2B, PMADDUBSW. An odd product at the end is added to 0.</remarks>
    public static int Saturating(ReadOnlySpan<byte> activations, ReadOnlySpan<sbyte> weights)
    {
        var sum = 0;
        for (var k = 0; k < weights.Length; k += 2)
        {
            var pair = activations[k] * weights[k] + (k + 1 < weights.Length ? activations[k + 1] * weights[k + 1] : 0);
            sum += Math.Clamp(pair, short.MinValue, short.MaxValue);
        }
        return sum;
    }
}
