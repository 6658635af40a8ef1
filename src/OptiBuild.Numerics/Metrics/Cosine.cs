using OptiBuild.Numerics.Algebra;

namespace OptiBuild.Numerics.Metrics;

/// <summary>Cosine similarity ⟨a,b⟩ / (‖a‖ · ‖b‖), in −1..1, sums in double.</summary>
/// <remarks>
/// Salton, McGill: Introduction to Modern Information Retrieval. Two zero vectors are alike (1), a zero vector and another are not (0).
/// </remarks>
public static class Cosine
{
    public static double Similarity(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (aa, bb) = (Dot.Product(a, a), Dot.Product(b, b));
        if (aa == 0 || bb == 0) return aa == bb ? 1 : 0;
        return Math.Clamp(Dot.Product(a, b) / (Math.Sqrt(aa) * Math.Sqrt(bb)), -1, 1);
    }
}
