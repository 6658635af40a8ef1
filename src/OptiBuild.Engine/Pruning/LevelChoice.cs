using System.Collections.Concurrent;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Sparsity;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>Chooses how many weights of each layer become zero: by errors measured at some levels, weighed by what they do to the model's answers.</summary>
static class LevelChoice
{
    static readonly double[] Levels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

    /// <summary>Outputs of a layer that its levels are tried on, and steps of their refit.</summary>
    const int Outputs = 96, Steps = 12;

    /// <summary>The level at which importance is measured is the one asked for, within reason: too few zeros do nothing that could be measured, too many destroy every layer alike.</summary>
    const double LeastReference = 0.3, MostReference = 0.8;

    /// <returns>Zeros of each weight.</returns>
    public static long[] Zeros(MomentSource source, IReadOnlyList<PrunableWeight> weights, (double Share, PruningMethod Method) goal)
    {
        var reference = Math.Clamp(goal.Share, LeastReference, MostReference);
        var tried = new ConcurrentDictionary<PrunableWeight, Tried>();
        PrunableWeight.EachMoments(source, weights, (w, moments) => tried[w] = Try(w, moments, reference, goal.Method));
        foreach (var w in weights.Where(w => !tried.ContainsKey(w))) tried[w] = Try(w, null, reference, goal.Method);
        var importance = Importance.Of(source);
        var curves = weights.Select(w => new LevelCurve(w.Data.Count, tried[w].Errors, importance is null ? 1 : importance.Noise(tried[w].Reference) / Math.Max(double.Epsilon, tried[w].Error)));
        return LevelBudget.Zeros([.. curves], goal.Share);
    }

    /// <param name="Error">At the reference.</param>
    sealed record Tried(IReadOnlyList<(double Share, double Error)> Errors, PruningPlan Reference, double Error);

    static Tried Try(PrunableWeight weight, Moments? moments, double reference, PruningMethod method)
    {
        var hasBias = weight.Bias is not null;
        var rows = weight.Rows;
        var some = moments is null ? rows : rows.Some(Outputs);
        var sample = new LayerPruning(some, moments, method, hasBias);
        var errors = Levels.Select(l => (Share: l, sample.Prune(new ZeroCount((long)Math.Round(l * some.Values.Length, MidpointRounding.ToEven)), Steps).Error)).ToArray();
        var whole = new LayerPruning(rows, moments, method, hasBias).Prune(new ZeroCount((long)Math.Round(reference * rows.Values.Length, MidpointRounding.ToEven)), Steps);
        return new(Rising(errors), Reference(weight, whole), whole.Error);
    }

    static PruningPlan Reference(PrunableWeight weight, PrunedRows rows)
    {
        var biases = new Dictionary<Use, FloatBias>();
        return new([Pruner.Result(weight, rows, biases)]) { Biases = [.. biases.Values] };
    }

    /// <summary>Measured on few samples, an error may fall where it cannot.</summary>
    static (double Share, double Error)[] Rising((double Share, double Error)[] errors)
    {
        for (var i = 1; i < errors.Length; i++) errors[i].Error = Math.Max(errors[i].Error, errors[i - 1].Error);
        return errors;
    }
}
