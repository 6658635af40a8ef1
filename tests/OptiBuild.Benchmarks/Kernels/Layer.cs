using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Benchmarks.Kernels;

/// <summary>A tensor's place in a real net and its sizes, for tables: "resnet Conv 64×64×3×3".</summary>
sealed record Layer(string Name, params int[] Sizes)
{
    public int Length => Sizes.Aggregate(1, (product, size) => product * size);

    public override string ToString() => $"{Name} {string.Join('×', Sizes)}";

    /// <summary>Normally distributed, the same ones in every run.</summary>
    public float[] Values()
    {
        const double Inside = 1 - 2e-6;
        var random = new SplitMix64(1);
        return [.. Enumerable.Range(0, Length).Select(_ => (float)Normal.Quantile(random.NextDouble() * Inside + (1 - Inside) / 2))];
    }

    /// <summary>As behind a ReLU: half of them zero.</summary>
    public float[] Rectified() => [.. Values().Select(v => Math.Max(0, v))];
}
