namespace OptiBuild.Numerics.Metrics;

/// <summary>Index of the largest score: the class a classifier answers.</summary>
/// <remarks>The first of equals, as https://onnx.ai/onnx/operators/onnx__ArgMax.html by default. NaN never wins; −1 when nothing does.</remarks>
public static class ArgMax
{
    public static int Of(ReadOnlySpan<float> scores)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best])) best = i;
        return best;
    }
}
