using OptiBuild.Numerics.Metrics;

namespace OptiBuild.Engine.Metrics;

/// <summary>Which class a model answers at a position of its first output.</summary>
static class Answers
{
    /// <summary>A single output is taken for the probability of class 1 against class 0.</summary>
    const float Threshold = 0.5f;

    /// <summary>The index of the largest score, the lowest of equals; −1, which is no class, where one is NaN.</summary>
    public static long ClassAt(Output output, int position)
    {
        var classes = Outputs.ClassesOf(output);
        var scores = output.Values.Span.Slice(position * classes, classes);
        if (classes > 1) return HasNaN(scores) ? -1 : ArgMax.Of(scores);
        return float.IsNaN(scores[0]) ? -1 : scores[0] > Threshold ? 1 : 0;
    }

    static bool HasNaN(ReadOnlySpan<float> scores)
    {
        foreach (var score in scores)
            if (float.IsNaN(score)) return true;
        return false;
    }
}
