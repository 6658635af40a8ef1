namespace OptiBuild.Engine.Data;

/// <summary>Samples that are in both sets: a model fitted to them answers them better than others, so they prove nothing.</summary>
/// <param name="Validation">How many validation samples are in the calibration data too.</param>
/// <param name="Calibration">Which calibration samples those are, by index.</param>
/// <param name="First">The first of them, as messages name them.</param>
sealed record Overlap(int Validation, IReadOnlySet<int> Calibration, (string Calibration, string Validation) First)
{
    /// <summary>Null where there are none.</summary>
    public static Overlap? Of(Samples calibration, Samples validation, CancellationToken cancel)
    {
        var (known, asked) = Fingerprints.Of(calibration, validation, cancel);
        var both = known.ToHashSet();
        both.IntersectWith(asked);
        if (both.Count == 0) return null;

        var place = Array.FindIndex(asked, both.Contains);
        var inside = Enumerable.Range(0, known.Length).Where(i => both.Contains(known[i])).ToHashSet();
        return new(asked.Count(both.Contains), inside, (Origin(calibration, Array.IndexOf(known, asked[place])), Origin(validation, place)));
    }

    static string Origin(Samples samples, int index) => samples.Only(i => i == index).Read(CancellationToken.None).First().Origin;
}
