namespace OptiBuild.Engine.Metrics;

/// <summary>A sample's outputs as answers.</summary>
public static class Outputs
{
    /// <summary>NaN and infinite values.</summary>
    public static long NotFinite(IReadOnlyList<Output> outputs)
    {
        var count = 0L;
        foreach (var output in outputs)
            foreach (var value in output.Values.Span)
                if (!float.IsFinite(value)) count++;
        return count;
    }

    internal static bool HasNaN(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (float.IsNaN(value)) return true;
        return false;
    }
}
