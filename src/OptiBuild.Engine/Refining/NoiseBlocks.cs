namespace OptiBuild.Engine.Refining;

/// <summary>Finds which units the outputs' noise comes from.</summary>
/// <remarks>
/// Noise of independent roundings adds up, so what a block of units adds is what is gone when the whole block is taken back. The block with the most is split
/// in two again and again, one evaluation each: the other half is the difference. A single culprit of n units is found in log₂ n evaluations,
/// whether it looked suspicious or not; within a block that was not split, noise is shared out by suspicion.
/// </remarks>
sealed class NoiseBlocks(IReadOnlyList<SearchUnit> units)
{
    readonly double mean = Math.Max(double.Epsilon, units.Sum(u => u.Suspicion) / units.Count);

    sealed record Block(int First, int Count, double Gain)
    {
        public IEnumerable<int> Units => Enumerable.Range(First, Count);
    }

    /// <param name="noise">With nothing taken back.</param>
    /// <param name="without">Noise with some units taken back; null when no more may be measured.</param>
    /// <returns>The noise of each unit.</returns>
    public double[] Find(double noise, int splits, Func<IEnumerable<int>, double?> without)
    {
        var blocks = new List<Block> { new(0, units.Count, noise) };
        for (; splits > 0 && blocks.Where(b => b.Count > 1).MaxBy(b => b.Gain) is { } block; splits--)
        {
            var left = Left(block);
            if (without(Enumerable.Range(block.First, left)) is not { } rest) break;
            var gain = Math.Clamp(noise - rest, 0, block.Gain);
            blocks.Remove(block);
            blocks.AddRange([new(block.First, left, gain), new(block.First + left, block.Count - left, block.Gain - gain)]);
        }
        var gains = new double[units.Count];
        foreach (var block in blocks)
        {
            var all = block.Units.Sum(Weight);
            foreach (var i in block.Units) gains[i] = block.Gain * Weight(i) / all;
        }
        return gains;
    }

    /// <summary>Suspicion is as large on both sides then.</summary>
    int Left(Block block)
    {
        var left = block.Units.Sum(Weight) / 2;
        return Math.Clamp(block.Units.TakeWhile(i => (left -= Weight(i)) > 0).Count(), 1, block.Count - 1);
    }

    /// <summary>The mean is added, because a small suspicion acquits nobody.</summary>
    double Weight(int unit) => units[unit].Suspicion + mean;
}
