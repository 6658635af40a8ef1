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

    /// <summary>Scores for each position: the last axis of the first output; one position where there is no other axis.</summary>
    internal static int ClassesOf(Output output) => output.Shape.Count == 0 ? 1 : (int)Math.Max(1, output.Shape[^1]);

    internal static int Positions(Output output) => output.Values.Length / ClassesOf(output);
}
