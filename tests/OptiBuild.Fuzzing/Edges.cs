namespace OptiBuild.Fuzzing;

/// <summary>Where the code under test was: a counter for each step from one block to another. <see cref="Instrumentation"/> writes the calls.</summary>
/// <remarks>Counters of several threads may lose a step; nothing depends on a single one.</remarks>
public static class Edges
{
    public const int Size = 1 << 16;

    static readonly byte[] Counters = new byte[Size];
    static int previous;

    public static void Hit(int block)
    {
        var edge = (previous ^ block) & (Size - 1);
        if (Counters[edge] < byte.MaxValue) Counters[edge]++;
        previous = block >> 1;
    }

    public static void Clear()
    {
        Array.Clear(Counters);
        previous = 0;
    }

    /// <summary>Steps of the last run, each with how often it was taken, in powers of two.</summary>
    public static IEnumerable<int> Seen()
    {
        for (var at = 0; at < Size;)
        {
            var next = Counters.AsSpan(at).IndexOfAnyExcept((byte)0);
            if (next < 0) yield break;
            at += next;
            yield return at * 8 + byte.Log2(Counters[at]);
            at++;
        }
    }
}
