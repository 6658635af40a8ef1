namespace OptiBuild.Numerics.Statistics;

/// <summary>Pseudo-random numbers that are the same on every machine and in every version, for whatever must be repeatable.</summary>
/// <remarks>
/// Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014, figure 14, with the output function of Vigna's
/// splitmix64. Period 2⁶⁴. Not for secrets.
/// </remarks>
public struct SplitMix64(ulong seed)
{
    const ulong Step = 0x9E3779B97F4A7C15;

    ulong state = seed;

    public ulong Next()
    {
        state += Step;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>As if so many numbers had been taken: the state only counts.</summary>
    public void Skip(ulong count) => state += count * Step;

    /// <summary>Uniform on 0..bound − 1.</summary>
    /// <remarks>Lemire, arXiv:1805.10941, without its rejection step: the bias is below bound / 2⁶⁴.</remarks>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform on the 2⁵³ multiples of 2⁻⁵³ in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
