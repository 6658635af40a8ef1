using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>How often the rows of a table are looked up, by what the samples hold.</summary>
/// <remarks>
/// Rows that no sample asked for are not worthless: the chance that the next lookup is for one of them is about n₁ / N, n₁ the rows seen once (Good, The population
/// frequencies of species, Biometrika 40, 1953). They share it evenly.
/// </remarks>
static class RowFrequency
{
    /// <summary>Rows looked up much more often than others get at most this much more than the mean, and as much less.</summary>
    const double Most = 64;

    /// <param name="lookups">Gather nodes that share a table of rows.</param>
    /// <returns>[rows] relative to their mean; empty where samples do not say what is looked up.</returns>
    public static float[] Of(IReadOnlyList<Node> lookups, Samples samples)
    {
        var inputs = lookups.Select(Source).ToArray();
        if (inputs.Any(i => i is null)) return [];
        var counts = new long[lookups[0].Input(0)!.Data!.Shape[0]];
        foreach (var sample in samples.Read(CancellationToken.None))
            foreach (var array in sample.Arrays.Where(a => inputs.Contains(a.Input))) Count(array, counts);
        return Relative(counts);
    }

    /// <summary>The model's input that holds the numbers of the rows, perhaps in another shape or type.</summary>
    static string? Source(Node lookup)
    {
        if (!lookup.Is("Gather") || lookup.Attributes.Int("axis", 0) != 0) return null;
        var value = lookup.Input(1);
        while (value?.Producer is { } producer && (producer.Is("Cast") || producer.Is("Reshape") || producer.Is("Squeeze") || producer.Is("Unsqueeze") || producer.Is("Identity"))) value = producer.Input(0);
        return value is { IsGraphInput: true } ? value.Name : null;
    }

    static void Count(SampleArray array, long[] counts)
    {
        if (array.Type == ElementType.Int64)
            foreach (var row in MemoryMarshal.Cast<byte, long>(array.Data.Span)) Add(row);
        else if (array.Type == ElementType.Int32)
            foreach (var row in MemoryMarshal.Cast<byte, int>(array.Data.Span)) Add(row);

        void Add(long row)
        {
            if (row < 0) row += counts.Length;
            if (row >= 0 && row < counts.Length) counts[row]++;
        }
    }

    static float[] Relative(long[] counts)
    {
        var (total, unseen) = (counts.Sum(), counts.Count(c => c == 0));
        if (total == 0) return [];
        var once = Math.Max(1, counts.Count(c => c == 1));
        var mean = (double)total / counts.Length;
        return [.. counts.Select(c => (float)Math.Clamp((c == 0 ? (double)once / unseen : c) / mean, 1 / Most, Most))];
    }
}
