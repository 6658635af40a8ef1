using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Engine.Refining;

/// <summary>The mean cost of changed answers, expected on samples like these.</summary>
/// <remarks>
/// Counting the answers that changed tells little: of 32 samples one more or less is 3 points. Rounding moves a margin m_i by
/// d_i = m'_i − m_i, and what moved a sample of about the same margin might as well have moved this one, either way:
///   (1/n) Σ_i (1/k) Σ_j∈N(i) c_i · ([m_i + d_j &lt; 0] + [m_i − d_j &lt; 0]) / 2
/// with N(i) the k samples whose margins are nearest in rank, i among them. For i = j it is the answer the candidate gave, with its own cost;
/// k = 1 is the plain count. No shape of the noise is assumed, and noise that grows with the scores stays with them.
/// </remarks>
static class ExpectedChanges
{
    /// <summary>At least so many neighbours; of many samples, so large a share of them.</summary>
    const int LeastNeighbours = 15, ShareOfSamples = 4;

    public static double Of(IReadOnlyList<AnswerShift> shifts) => Of(shifts, Math.Max(LeastNeighbours, shifts.Count / ShareOfSamples));

    public static double Of(IReadOnlyList<AnswerShift> shifts, int neighbours)
    {
        if (shifts.Count == 0) return 0;
        var sorted = shifts.OrderBy(s => s.Before).ToArray();
        var k = Math.Min(neighbours, sorted.Length);
        var total = 0.0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var first = Math.Clamp(i - k / 2, 0, sorted.Length - k);
            var sum = 0.0;
            for (var j = first; j < first + k; j++)
                sum += j == i ? sorted[i].Cost : sorted[i].NextCost * Chance(sorted[i].Before, sorted[j].After - sorted[j].Before);
            total += sum / k;
        }
        return total / sorted.Length;
    }

    /// <summary>The same on other samples, of which only the original's margins are known: how many lie close to another answer is then told by many more.</summary>
    /// <remarks>
    ///   mean of c_i Φ(−m_i / σ_i)        σ_i² = mean of d_j² over the half of the samples whose margins are nearest
    /// A bell takes the place of the few shifts themselves: candidates that are compared with each other differ by less than those few would by chance.
    /// </remarks>
    /// <param name="margins">Of the original, with what its second answer would cost.</param>
    public static double Of(IReadOnlyList<AnswerShift> shifts, IReadOnlyList<AnswerShift> margins)
    {
        if (shifts.Count == 0 || margins.Count == 0) return 0;
        var sorted = shifts.OrderBy(s => s.Before).ToArray();
        var (before, squares) = (sorted.Select(s => s.Before).ToArray(), sorted.Select(s => Square(s.After - s.Before)).ToArray());
        var k = Math.Min(Math.Max(LeastNeighbours, sorted.Length / 2), sorted.Length);
        return margins.Average(margin =>
        {
            var at = Array.BinarySearch(before, margin.Before);
            var deviation = Math.Sqrt(squares.AsSpan(Math.Clamp((at < 0 ? ~at : at) - k / 2, 0, sorted.Length - k), k).ToArray().Average());
            return margin.NextCost * (deviation > 0 ? Normal.Cdf(-margin.Before / deviation) : 0);
        });
    }

    static double Square(double x) => x * x;

    static double Chance(double margin, double shift) => ((margin + shift < 0 ? 1 : 0) + (margin - shift < 0 ? 1 : 0)) / 2.0;
}
