using System.Collections.Concurrent;
using OptiBuild.Numerics.Statistics;

namespace OptiBuild.Benchmarks.Gating;

/// <summary>Answers of two models on so many samples: shares that the change breaks and repairs.</summary>
sealed record AnswerDesign(int Samples, double Broken, double Repaired)
{
    /// <summary>A model that loses the budget, at a share of changed answers; all of them broken where the share is the budget.</summary>
    public static AnswerDesign AtTheEdge(int samples, double budget, double discordance) => new(samples, (discordance + budget) / 2, (discordance - budget) / 2);
}

/// <summary>How often a gate at 95 % passes: drawn again and again, by fixed seeds.</summary>
static class GateSimulation
{
    public const double Confidence = 0.95;

    /// <summary>Share of the trials whose exact bound lies inside the budget.</summary>
    public static double Passes(AnswerDesign design, double budget, int trials)
    {
        var passed = 0;
        var known = new ConcurrentDictionary<(int, int), bool>();
        Parallel.For(0, trials, trial =>
        {
            var (draws, broken, repaired) = (new Draws((ulong)trial * 7919 + 1), 0, 0);
            for (var i = 0; i < design.Samples; i++)
            {
                var u = draws.Uniform();
                if (u < design.Broken) broken++;
                else if (u < design.Broken + design.Repaired) repaired++;
            }
            if (known.GetOrAdd((broken, repaired), c => PairedProportions.Proves((c.Item1, c.Item2, design.Samples), budget, Confidence))) Interlocked.Increment(ref passed);
        });
        return passed / (double)trials;
    }

    /// <summary>Share of the trials whose bound lies below the true loss, and how far the bound lies above it in the mean.</summary>
    public static (double Passed, double Width) Passes(ResampledDesign design, int samples, int trials)
    {
        var (edge, bounds) = (design.TrueLoss(), new double[trials]);
        // What the gate does for shares: a sample that was not met may be lost as a whole.
        var unseen = design.IsShare ? PairedProportions.UpperBound(0, 0, samples, Confidence) : double.NegativeInfinity;
        Parallel.For(0, trials, trial => bounds[trial] = Math.Max(unseen, Bootstrap.UpperBound(samples, design.Draw(samples, (ulong)trial * 7919 + 1), Confidence)));
        return (bounds.Count(b => b <= edge) / (double)trials, bounds.Average() - edge);
    }
}
