namespace OptiBuild.Engine.Refining;

/// <summary>The least to take back so that the predicted loss lies inside its target.</summary>
/// <remarks>
///   1. nothing taken back: done where that is inside. Everything taken back: where not even that is inside, something else than rounding costs
///      too much (pruning, for one), and nothing is taken back in vain
///   2. ranked: <see cref="NoiseBlocks"/> tells where noise comes from, <see cref="Reversals"/> what is worth taking back first
///   3. the shortest prefix of the ranking that lies inside, by bisection, short ones first
///   4. members of the prefix quantized again, those worth least first, where the loss stays inside
/// Losses of few samples are not monotonic: whatever was measured inside counts, and the last accepted is the answer.
/// NNCF reverts one by one with a full evaluation each; Intel Neural Compressor's mse_v2 has the step back (4).
/// </remarks>
sealed class ReversalSearch
{
    readonly SearchProblem problem;
    readonly SearchLimits limits;
    readonly List<SearchTrial> trials = [];
    readonly Dictionary<Choice, double> known = [];

    ReversalSearch(SearchProblem problem, SearchLimits limits) => (this.problem, this.limits) = (problem, limits);

    public static SearchResult Run(SearchProblem problem, SearchLimits limits) => new ReversalSearch(problem, limits).Run();

    SearchResult Run()
    {
        var nothing = Choice.Nothing(problem.Units.Count);
        var before = Loss(nothing);
        if (IsInside(before) || problem.Units.Count == 0 || !IsInside(Loss(Deepest(Enumerable.Range(0, problem.Units.Count))))) return new(nothing, before, before, trials);
        var gains = new NoiseBlocks(problem.Units).Find(Noise(nothing), limits.Splits, units => MayGoOn ? Noise(Deepest(units)) : null);
        var ranking = Reversals.Ranked(problem.Units, gains);
        var best = Requantized([.. ranking.Take(ShortestPrefix(ranking))]);
        return new(best, before, known[best], trials);
    }

    bool IsInside(double loss) => loss <= problem.Target;

    bool MayGoOn => trials.Count < limits.Evaluations;

    double Loss(Choice choice)
    {
        if (known.TryGetValue(choice, out var loss)) return loss;
        loss = problem.Loss(choice);
        trials.Add(new(choice, loss, double.NaN));
        return known[choice] = loss;
    }

    double Noise(Choice choice)
    {
        var noise = problem.Noise(choice);
        trials.Add(new(choice, double.NaN, noise));
        return noise;
    }

    /// <summary>All of it is inside.</summary>
    int ShortestPrefix(IReadOnlyList<Reversal> ranking)
    {
        var (outside, inside) = (0, ranking.Count);
        while (inside - outside > 1 && MayGoOn)
        {
            var middle = Math.Clamp((int)Math.Sqrt(Math.Max(1.0, outside) * inside), outside + 1, inside - 1);
            if (IsInside(Loss(Prefix(ranking, middle)))) inside = middle;
            else outside = middle;
        }
        return inside;
    }

    Choice Requantized(IReadOnlyList<Reversal> prefix)
    {
        var best = Prefix(prefix, prefix.Count);
        foreach (var reversal in prefix.Reverse())
        {
            if (!MayGoOn) break;
            var choice = best.With(reversal.Unit, reversal.From);
            if (best[reversal.Unit] == reversal.To && IsInside(Loss(choice))) best = choice;
        }
        return best;
    }

    Choice Prefix(IReadOnlyList<Reversal> ranking, int length) =>
        ranking.Take(length).Aggregate(Choice.Nothing(problem.Units.Count), (choice, r) => choice.With(r.Unit, r.To > choice[r.Unit] ? r.To : choice[r.Unit]));

    Choice Deepest(IEnumerable<int> units) => units.Aggregate(Choice.Nothing(problem.Units.Count), (choice, u) => choice.With(u, problem.Units[u].Deepest));
}
