using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Benchmarks.Gating;

/// <summary>Random numbers that designs are made of.</summary>
sealed class Draws(ulong seed)
{
    SplitMix64 random = new(seed);

    public double Uniform() => random.NextDouble();

    public int Below(int bound) => random.Next(bound);

    public bool Happens(double probability) => random.NextDouble() < probability;

    public double Gaussian() => Normal.Quantile((1 - random.NextDouble()) * (1 - 1e-15));

    /// <summary>Student's t with 4 degrees of freedom: no fourth moment.</summary>
    public double HeavyTailed() => Gaussian() / Math.Sqrt(-2 * Math.Log((1 - random.NextDouble()) * (1 - random.NextDouble())) / 4);
}
