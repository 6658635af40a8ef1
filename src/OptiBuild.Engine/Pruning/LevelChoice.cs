using System.Collections.Concurrent;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Sparsity;

namespace OptiBuild.Engine.Pruning;

/// <summary>Chooses how many weights of each layer become zero: by errors measured at some levels, weighed by what they do to the model's answers.</summary>
/// <param name="Share">Of all weights together.</param>
sealed record LevelChoice(MomentSource Source, double Share, PruningMethod Method)
{
    static readonly double[] Levels = [0.15, 0.3, 0.45, 0.6, 0.75, 0.85, 0.93, 0.98];

    /// <summary>Weights of a layer that its levels are tried on, in whole outputs, and steps of their refit: the error's share is then within a few percent of the whole layer's.</summary>
    const int Elements = 1 << 16, LeastOutputs = 16, MostOutputs = 96, Steps = 10;

    /// <summary>The level at which importance is measured is the one asked for, within reason: too few zeros do nothing that could be measured, too many destroy every layer alike.</summary>
    const double LeastReference = 0.3, MostReference = 0.8;

    double Reference => Math.Clamp(Share, LeastReference, MostReference);

    /// <returns>Zeros of each weight.</returns>
    public long[] Zeros(IReadOnlyList<PrunableWeight> weights)
    {
        var tried = new ConcurrentDictionary<PrunableWeight, Tried>();
        PrunableWeight.EachMoments(Source, weights, (w, moments) => tried[w] = Try(w, moments));
        foreach (var w in weights.Where(w => !tried.ContainsKey(w))) tried[w] = Try(w, null);
        var importance = Importance.Of(Source);
        return LevelBudget.Zeros([.. weights.Select((w, i) =>
        {
            Source.Run.Advance(i + 1, weights.Count);
            return new LevelCurve(w.Data.Count, tried[w].Errors, importance is null ? 1 : importance.Noise(tried[w].Plan) / Math.Max(double.Epsilon, tried[w].Error));
        })], Share);
    }

    /// <param name="Plan">With this weight alone pruned to the reference.</param>
    /// <param name="Error">Of its layer then.</param>
    sealed record Tried(IReadOnlyList<(double Share, double Error)> Errors, PruningPlan Plan, double Error);

    Tried Try(PrunableWeight weight, Moments? moments)
    {
        var (rows, hasBias) = (weight.Rows, weight.Bias is not null);
        var some = moments is null ? rows : rows.Some(Math.Clamp(Elements / rows.Columns, LeastOutputs, MostOutputs));
        var sample = new LayerPruning(some, moments, Method, hasBias);
        var errors = Levels.Select(l => (Share: l, sample.Prune(Count(some, l), Steps).Error)).ToArray();
        // Measured on few samples, an error may fall where it cannot.
        for (var i = 1; i < errors.Length; i++) errors[i].Error = Math.Max(errors[i].Error, errors[i - 1].Error);
        var whole = new LayerPruning(rows, moments, Method, hasBias).Prune(Count(rows, Reference), Steps);
        return new(errors, PruningPlan.Of([(weight, whole, "")]), whole.Error);
    }

    static ZeroCount Count(LayerRows rows, double share) => new((long)Math.Round(share * rows.Values.Length, MidpointRounding.ToEven));
}
