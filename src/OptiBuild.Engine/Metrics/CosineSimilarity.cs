using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Metrics;

/// <summary>Mean over samples of ⟨y, r⟩ / (‖y‖ · ‖r‖), y the first output, r the original's.</summary>
/// <remarks><see cref="Cosine"/>. A sample with values that are no finite numbers, or with another number of them, has −1, the least there is.</remarks>
static class CosineSimilarity
{
    public static double[] Score(Answer answer)
    {
        ReadOnlySpan<float> values = answer.Outputs[0].Values.Span, references = answer.Reference[0].Values.Span;
        if (values.Length != references.Length) return [-1];
        var cosine = Cosine.Similarity(values, references);
        return [double.IsNaN(cosine) ? -1 : cosine];
    }
}
