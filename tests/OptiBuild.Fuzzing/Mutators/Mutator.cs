namespace OptiBuild.Fuzzing.Mutators;

/// <summary>Another input made of one.</summary>
delegate byte[] Mutator(byte[] input, Draw draw);

/// <summary>What mutators draw from; the same seed draws the same.</summary>
sealed class Draw(int seed, IReadOnlyList<byte[]> corpus, IReadOnlyList<byte[]> tokens)
{
    static readonly long[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 100, 127, 128, 129, 255, 256, 1000, 1024, 4096, 32767, 32768, 65535, 65536, 1 << 20, 1 << 24, 1 << 28, 1 << 30,
        int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, 1L << 53, 1L << 62, long.MaxValue, -1, -2, -128, int.MinValue, long.MinValue,
    ];

    readonly Random random = new(seed);

    public int Below(int end) => random.Next(Math.Max(1, end));

    public bool OneIn(int of) => random.Next(of) == 0;

    public byte Byte() => (byte)random.Next(256);

    public long Number() => OneIn(4) ? random.NextInt64() >> random.Next(64) : Interesting[Below(Interesting.Length)];

    public byte[] Other() => corpus[Below(corpus.Count)];

    public byte[] Token() => tokens.Count == 0 ? [Byte()] : tokens[Below(tokens.Count)];

    public T One<T>(IReadOnlyList<T> of) => of[Below(of.Count)];
}
