using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Tests.Numerics;

/// <summary>Seeded data for the numerics tests, and the lengths around every vector width.</summary>
static class Samples
{
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 1000];

    public static float[] Uniform(int n, float min, float max, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, n).Select(_ => (float)(min + (max - min) * random.NextDouble()))];
    }

    public static float[] Gaussian(int n, double deviation, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, n).Select(_ => (float)(deviation * Normal.Quantile(random.NextDouble() * 0.999999 + 5e-7)))];
    }

    /// <summary>Density e^(−|x|/b) / 2b.</summary>
    public static float[] Laplace(int n, double b, ulong seed)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)
            .Select(u => (float)(-b * Math.Sign(u) * Math.Log(1 - 2 * Math.Abs(u) + 1e-300)))];
    }

    public static float[] Relu(float[] x) => [.. x.Select(value => Math.Max(0, value))];
}
