using OptiBuild.Engine.Refining;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Tests.Engine.Refining;

/// <summary>The search on losses that are known: noise of units adds up, weights and activations apart.</summary>
public class ReversalSearchTests
{
    const int Elements = 1000;

    static readonly SearchLimits Plenty = new(Evaluations: 400, Splits: 60, Samples: 1, Hardest: 1);

    /// <param name="Noise">Of activations and of weights, for each unit.</param>
    sealed record Known((double Activations, double Weights)[] Noise, double Target)
    {
        public SearchProblem Problem => new([.. Noise.Select(n => new SearchUnit(n.Activations, n.Weights, Elements))], Loss, Loss, Target);

        public double Loss(Choice choice) => Noise.Select((n, i) => choice[i] switch { Depth.None => n.Activations + n.Weights, Depth.Computation => n.Weights, _ => 0 }).Sum();

        public double Loss(IReadOnlyList<Depth> depths) => Loss(new Choice(depths));
    }

    static Known Random(ulong seed, int units)
    {
        var random = new SplitMix64(seed);
        // Cubes: a few units hurt much, most hurt little.
        double Cube() => Math.Pow(random.NextDouble(), 3);
        var noise = Enumerable.Range(0, units).Select(_ => (Cube(), Cube())).ToArray();
        return new(noise, noise.Sum(n => n.Item1 + n.Item2) * 0.4);
    }

    [Fact]
    public void NothingIsTakenBackWhereTheLossIsInsideAlready()
    {
        var known = new Known([(0.1, 0.1), (0.1, 0.1)], Target: 0.4);

        var result = ReversalSearch.Run(known.Problem, SearchLimits.Normal);

        Assert.Empty(result.Best.Units);
        Assert.Single(result.Trials);
    }

    [Fact]
    public void NothingIsTakenBackInVainWhereNotEvenEverythingHelps()
    {
        var known = new Known([(0.1, 0.1), (0.1, 0.1)], Target: 0.5);

        var result = ReversalSearch.Run(known.Problem with { Loss = c => 1 + known.Loss(c) }, SearchLimits.Normal);

        Assert.Empty(result.Best.Units);
        Assert.Equal([1.4, 1], result.Trials.Select(t => t.Loss));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(62)]
    [InlineData(99)]
    public void OneCulpritOfAHundredIsFoundThoughNothingSpeaksAgainstIt(int culprit)
    {
        var noise = Enumerable.Range(0, 100).Select(i => (i == culprit ? 1.0 : 0.0001, 0.0)).ToArray();
        SearchUnit[] alike = [.. noise.Select(_ => new SearchUnit(0.01, 0.01, Elements))];
        var known = new Known(noise, Target: 0.1);

        var result = ReversalSearch.Run(known.Problem with { Units = alike }, SearchLimits.Normal);

        Assert.Equal([culprit], result.Best.Units);
        Assert.Equal(Depth.Computation, result.Best[culprit]);
        Assert.InRange(result.Trials.Count, 1, SearchLimits.Normal.Evaluations);
    }

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 20).Select(i => (ulong)i)];

    /// <summary>Cost as the ranking has it: a part of the time for each unit in float, a part of the size for each with float weights.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void CostsLittleMoreThanTheBestOfAllChoices(ulong seed)
    {
        const int units = 6;
        var known = Random(seed, units);

        var result = ReversalSearch.Run(known.Problem, Plenty);

        var best = Exhaustive(units).Where(d => known.Loss(d) <= known.Target).Min(Cost);
        Assert.True(result.After <= known.Target);
        Assert.Equal(known.Loss(result.Best), result.After, 12);
        // A ranked prefix with steps back misses the knapsack's optimum by less than the largest step: float computation and weights of one unit, 2/6.
        Assert.InRange(Cost([.. Enumerable.Range(0, units).Select(i => result.Best[i])]), best, best + 2.0 / units);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void StaysInsideTheTargetWithinItsEvaluations(ulong seed)
    {
        var known = Random(seed, 60);

        var result = ReversalSearch.Run(known.Problem, SearchLimits.Normal);

        Assert.True(result.After <= known.Target);
        Assert.InRange(result.Trials.Count, 2, SearchLimits.Normal.Evaluations);
        Assert.InRange(result.Best.Units.Count(), 1, 50);
    }

    [Fact]
    public void MembersThatTurnOutNotToMatterAreQuantizedAgain()
    {
        // Suspicion misleads: the first unit hardly hurts, and no split may tell.
        var known = new Known([(0.001, 0), (1, 0), (0.001, 0), (0.001, 0)], Target: 0.1);
        SearchUnit[] misled = [new(50, null, 0), new(5, null, 0), new(1, null, 0), new(1, null, 0)];

        var result = ReversalSearch.Run(known.Problem with { Units = misled }, SearchLimits.Normal with { Splits = 0 });

        Assert.Equal([1], result.Best.Units);
    }

    static double Cost(IReadOnlyList<Depth> depths) => depths.Sum(d => (int)d) / (double)depths.Count;

    static IEnumerable<Depth[]> Exhaustive(int units) =>
        units == 0 ? [[]] : Exhaustive(units - 1).SelectMany(rest => new[] { Depth.None, Depth.Computation, Depth.Weights }.Select(d => (Depth[])[.. rest, d]));
}
