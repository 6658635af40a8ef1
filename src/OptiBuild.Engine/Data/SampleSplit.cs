using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Data;

/// <summary>Which samples of one data set calibrate; the gate asks the others.</summary>
/// <remarks>
/// Drawn by a seeded shuffle of the indices, because folders of images and many tables are sorted by class. Samples that are equal stay on one side:
/// a group too large for what is left to draw belongs to the gate.
/// </remarks>
static class SampleSplit
{
    const int Most = 512;
    const int Share = 5;
    const ulong Seed = 0x0B5;

    /// <summary>Indices of a fifth of the samples, at most 512; empty where that leaves nothing for one side.</summary>
    /// <param name="fingerprints">One for each sample, equal for equal samples.</param>
    public static IReadOnlySet<int> Calibrating(IReadOnlyList<UInt128> fingerprints)
    {
        var groups = new Dictionary<UInt128, List<int>>();
        for (var i = 0; i < fingerprints.Count; i++)
            if (groups.TryGetValue(fingerprints[i], out var group)) group.Add(i);
            else groups.Add(fingerprints[i], [i]);

        var (chosen, wanted) = (new HashSet<int>(), Wanted(fingerprints.Count));
        foreach (var i in Shuffled(fingerprints.Count))
            if (chosen.Count < wanted && groups[fingerprints[i]] is var equal && chosen.Count + equal.Count <= wanted) chosen.UnionWith(equal);
        return chosen;
    }

    static int Wanted(int count) => count < 2 ? 0 : Math.Clamp(count / Share, 1, Most);

    /// <remarks>Durstenfeld: Algorithm 235, Communications of the ACM 7, 1964.</remarks>
    static int[] Shuffled(int count)
    {
        var (all, random) = (Enumerable.Range(0, count).ToArray(), new SplitMix64(Seed));
        for (var i = count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (all[i], all[j]) = (all[j], all[i]);
        }
        return all;
    }
}
