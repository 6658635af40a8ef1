using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Metrics;

/// <summary>Signal to quantization noise ratio: 10 · log₁₀(‖x‖² / ‖x − y‖²) dB, sums in double.</summary>
/// <remarks>
/// Oppenheim, Schafer: Discrete-Time Signal Processing, "Analysis of quantization errors". One bit more is worth 6.02 dB.
/// +∞ when nothing is lost, also of a signal that is all 0; −∞ when the signal is 0 and the noise is not.
/// </remarks>
public static class Sqnr
{
    /// <param name="signal">[n] x</param>
    /// <param name="approximation">[n] y</param>
    public static double Db(ReadOnlySpan<float> signal, ReadOnlySpan<float> approximation) =>
        Db(Dot.Product(signal, signal), Dot.SquaredDistance(signal, approximation));

    /// <param name="signal">‖x‖²</param>
    /// <param name="noise">‖x − y‖²</param>
    public static double Db(double signal, double noise) =>
        noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise);
}
