using OptiBuild.Numerics.Algebra;
using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Metrics;

/// <summary>10 · log₁₀(Σ r² / Σ (r − y)²) dB over all values of the first output of all samples, y against the original's r.</summary>
/// <remarks>
/// <see cref="Sqnr"/>. Of a sample: { Σ r², Σ (r − y)² }. The original itself has no noise, +∞ dB, so the figure has no loss: MinMetric is the bound.
/// Values that are no finite numbers make it −∞.
/// </remarks>
static class SignalToNoise
{
    public static double[] Score(Answer answer)
    {
        ReadOnlySpan<float> values = answer.Outputs[0].Values.Span, references = answer.Reference[0].Values.Span;
        var noise = values.Length == references.Length ? Dot.SquaredDistance(references, values) : double.PositiveInfinity;
        var signal = Dot.Product(references, references);
        return [double.IsFinite(signal) ? signal : 0, double.IsFinite(noise) ? noise : double.PositiveInfinity];
    }

    public static Figure Combine(IReadOnlyList<double[]> scores) => chosen =>
    {
        var (signal, noise) = Scores.Sums(scores, chosen);
        return double.IsInfinity(noise) ? double.NegativeInfinity : Sqnr.Db(signal, noise);
    };
}
