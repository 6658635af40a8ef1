using System.Collections.Concurrent;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>Element pruning: weights that the model's answers miss least become zero, and those that remain take over. Masks do not shrink files or time; they shrink what Brotli makes of them.</summary>
public static class Pruner
{
    /// <summary>Steps of the refit: twice as many changed no answer of the models that were tried.</summary>
    const int Steps = 25;

    /// <param name="source">Calibration samples; null to prune by magnitude.</param>
    /// <exception cref="OptiBuildException">OB1010: Pruning=element without a Sparsity; OB1007: a Sparsity without it.</exception>
    public static PruningPlan Plan(Model model, Options options, MomentSource? source)
    {
        if (options.Pruning != PruningMode.Element)
            return options.Sparsity is null || options.Pruning == PruningMode.Channel ? PruningPlan.Nothing
                : throw new OptiBuildException(Diagnostics.OptionsContradict.With("Sparsity", $"Pruning={options.Pruning.ToString().ToLowerInvariant()}"));
        var goal = options.Sparsity ?? throw new OptiBuildException(Diagnostics.SparsityMissing.With());
        var weights = PrunableWeight.Of(model.Graph, KeepFloat.Matcher(options.KeepFloat));
        return goal.IsPattern ? Patterned(weights, goal, options.PruningMethod, source) : Unstructured(weights, goal.Share, options, source);
    }

    /// <returns>How many weights changed.</returns>
    public static int Apply(PruningPlan plan)
    {
        foreach (var weight in plan.Weights) weight.Weight.Data = weight.Data;
        foreach (var bias in plan.Biases) bias.Apply();
        return plan.Weights.Count;
    }

    static PruningPlan Unstructured(IReadOnlyList<PrunableWeight> weights, double share, Options options, MomentSource? source)
    {
        var scope = options.SparsityScope == SparsityScope.Auto && source is null ? SparsityScope.Global : options.SparsityScope;
        var zeros = scope switch
        {
            SparsityScope.Auto   => new LevelChoice(source!, share, options.PruningMethod).Zeros(weights),
            SparsityScope.Global => ByMagnitude(weights, share),
            _                    => [.. weights.Select(w => (long)Math.Round(share * w.Data.Count, MidpointRounding.ToEven))],
        };
        return Prune(weights.Zip(zeros, (w, z) => (w, (ZeroPattern)new ZeroCount(z))), PruningWords.Of(scope), (options.PruningMethod, source));
    }

    /// <summary>How many of each weight lie below one threshold for all.</summary>
    static long[] ByMagnitude(IReadOnlyList<PrunableWeight> weights, double share)
    {
        var pruned = weights.Select(w => w.Data.Span<float>().ToArray()).ToArray();
        Magnitude.PruneGlobally([.. pruned.Select(p => p.AsMemory())], share);
        return [.. pruned.Select(p => p.LongCount(v => v == 0))];
    }

    static PruningPlan Patterned(IReadOnlyList<PrunableWeight> weights, SparsityGoal goal, PruningMethod method, MomentSource? source)
    {
        var fits = weights.ToLookup(w => WhyNoPattern(w, goal) is null);
        var declined = fits[false].DistinctBy(w => w.Node).ToDictionary(w => w.Node, w => $"not pruned to {goal}: {WhyNoPattern(w, goal)}");
        return Prune(fits[true].Select(w => (w, (ZeroPattern)new KeepOf(goal.Keep, goal.Of, w.Kernel))), PruningWords.Of(goal), (method, source)) with { Declined = declined };
    }

    static string? WhyNoPattern(PrunableWeight weight, SparsityGoal goal) =>
        weight.Unknown ?? (weight.Shapes.Weights.PerChannel / weight.Kernel < goal.Of ? $"fewer than {goal.Of} input channels" : null);

    static PruningPlan Prune(IEnumerable<(PrunableWeight Weight, ZeroPattern Pattern)> layers, string level, (PruningMethod Method, MomentSource? Source) by)
    {
        var patterns = layers.ToDictionary(l => l.Weight, l => l.Pattern);
        var pruned = new ConcurrentDictionary<PrunableWeight, PrunedRows>();
        if (by.Source is not null) PrunableWeight.EachMoments(by.Source, [.. patterns.Keys], (w, moments) => pruned[w] = Prune(w, patterns[w], moments, by.Method));
        var seen = pruned.Keys.ToHashSet();
        Parallel.ForEach(patterns.Keys.Where(w => !seen.Contains(w)), w => pruned[w] = Prune(w, patterns[w], null, by.Method));
        return PruningPlan.Of(patterns.Keys.Select(w => (w, pruned[w], seen.Contains(w) ? PruningWords.Of(by.Method, level) : PruningWords.ByMagnitude(by.Method, level, w, by.Source is not null))));
    }

    static PrunedRows Prune(PrunableWeight weight, ZeroPattern pattern, Moments? moments, PruningMethod method) =>
        new LayerPruning(weight.Rows, moments, method, weight.Bias is not null).Prune(pattern, Steps);
}
