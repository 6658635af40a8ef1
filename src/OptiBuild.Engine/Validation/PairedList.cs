using OptiBuild.Engine.Metrics;

namespace OptiBuild.Engine.Validation;

/// <summary>What both models scored on the same samples in one way of scoring, which several metrics may share.</summary>
sealed class PairedList(Func<Answer, double[]> score)
{
    readonly List<double[]> original = [];
    readonly List<double[]> optimized = [];

    public Func<Answer, double[]> Score => score;
    public IReadOnlyList<double[]> Original => original;
    public IReadOnlyList<double[]> Optimized => optimized;

    /// <summary>So many numbers of each model.</summary>
    public long Numbers { get; private set; }

    public void Add(Answer before, Answer after)
    {
        var first = score(before);
        original.Add(first);
        optimized.Add(score(after));
        Numbers += first.Length;
    }

    /// <summary>Every sample is right or wrong, with either model.</summary>
    public bool AreHitsOrMisses() => Scores.AreHitsOrMisses(original) && Scores.AreHitsOrMisses(optimized);

    /// <summary>Of the chosen samples, how many had the one score with the original and the other with the optimized model.</summary>
    public int Changed(IReadOnlyList<int> chosen, double from, double to) => chosen.Count(i => original[i][0] == from && optimized[i][0] == to);
}
