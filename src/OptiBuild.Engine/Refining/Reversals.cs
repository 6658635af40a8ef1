namespace OptiBuild.Engine.Refining;

/// <summary>A unit goes from one depth to a deeper one.</summary>
/// <param name="Gain">Noise that is gone then.</param>
/// <param name="Cost">Share of the time that int8 gains, plus share of the size.</param>
readonly record struct Reversal(int Unit, Depth From, Depth To, double Gain, double Cost)
{
    public double Worth => Gain / Cost;
}

/// <summary>All reversals, those first that gain most for what they cost.</summary>
/// <remarks>
/// A unit that computes in float costs time, one of n equal parts; float weights cost their share of the file. Float weights come after float
/// computation, unless they are worth more: then both are one step, at what they are worth together (the upper hull of the unit's steps).
/// </remarks>
static class Reversals
{
    /// <summary>Operators around weights take some bytes too: no weight costs nothing.</summary>
    const long LeastElements = 64;

    /// <param name="gains">Noise that is gone without each unit.</param>
    public static IReadOnlyList<Reversal> Ranked(IReadOnlyList<SearchUnit> units, IReadOnlyList<double> gains)
    {
        var (computing, elements) = (units.Count(u => u.Activations is not null), units.Sum(u => u.Elements + LeastElements));
        return [.. Enumerable.Range(0, units.Count).SelectMany(i => Of(i, units[i], gains[i], (1.0 / Math.Max(1, computing), (units[i].Elements + LeastElements) / (double)elements)))
            .OrderByDescending(r => r.Worth)];
    }

    static IEnumerable<Reversal> Of(int number, SearchUnit unit, double gain, (double Time, double Size) cost)
    {
        var ofWeights = unit.Activations is null ? gain : unit.Weights is { } w && unit.Suspicion > 0 ? gain * w / unit.Suspicion : 0;
        var computation = new Reversal(number, Depth.None, Depth.Computation, gain - ofWeights, cost.Time);
        var weights = new Reversal(number, Depth.Computation, Depth.Weights, ofWeights, cost.Size);
        if (unit.Activations is null) return [weights with { From = Depth.None }];
        if (unit.Weights is null) return [computation];
        return weights.Worth > computation.Worth ? [new(number, Depth.None, Depth.Weights, gain, cost.Time + cost.Size)] : [computation, weights];
    }
}
