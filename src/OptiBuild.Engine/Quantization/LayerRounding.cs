using System.Collections.Concurrent;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>A weight that was rounded.</summary>
/// <param name="Output">On samples that the rounding did not see; null where none were looked at.</param>
sealed record Rounded(QuantizedWeights Weights, LayerShape Layer, OutputQuality? Output = null)
{
    public ChannelShape Shape => Layer.Weights;

    /// <summary>Taking the mean error out through the bias lowers the error on samples that were not seen.</summary>
    public bool MeanHelps { get; init; } = true;

    /// <summary>Of what the weights are multiplied with, where only the rounding has seen it.</summary>
    public double[] Means { get; init; } = [];

    /// <summary>Tensor: all scales, or those of a direction, are the same.</summary>
    public Granularity Granularity { get; init; } = Granularity.Channel;

    /// <summary>The same weight with ever fewer levels; empty where that was not asked for.</summary>
    public IReadOnlyList<Rounded> Coarser { get; init; } = [];

    /// <summary>Where the layer is to have 4-bit weights: those. <see cref="Weights"/> then are what it gets where it may not.</summary>
    public RoundedBlocks? Blocks { get; init; }
}

/// <summary>The float weight of a layer and what its integers have to keep.</summary>
/// <param name="LeastScales">[channels]; empty for no bound.</param>
/// <param name="Pairs">Which products are added in 16 bits.</param>
/// <param name="HasBias">There is a bias that can take out the mean error.</param>
sealed record LayerWeight(Tensor Data, LayerShape Layer, float[] LeastScales, PairOrder Pairs, bool HasBias)
{
    /// <summary>[channels] what a squared error in a channel costs, 1 on average; empty where all cost the same.</summary>
    public float[] Importance { get; init; } = [];

    /// <summary>Weights along the inputs that share a scale of 4-bit weights; 0 for int8 only.</summary>
    public int Block { get; init; }
}

/// <summary>What weights are rounded to.</summary>
/// <param name="QMax">Levels −QMax..QMax at first.</param>
/// <param name="Range">What else is tried.</param>
sealed record RoundingGoal(int QMax, LevelRange Range);

/// <summary>Where moments of layers come from: a model that still computes in float, and samples.</summary>
public sealed record MomentSource(Model Model, Data.Samples Samples, Run Run)
{
    /// <summary>Null where an effort or a lack of samples leaves only rounding to the nearest level.</summary>
    public static MomentSource? For(Model model, Data.Samples? samples, Options options, Run run) =>
        samples is null || options.Effort == Effort.Fast ? null : new(model, samples, run);
}

/// <summary>Rounds the weights of layers: by GPTQ where that lowers the error on held-out samples, else to the nearest level.</summary>
static class LayerRounding
{
    /// <param name="source">Null to look at no samples.</param>
    public static IReadOnlyDictionary<Node, Rounded> Of(IReadOnlyDictionary<Node, LayerWeight> weights, RoundingGoal goal, MomentSource? source)
    {
        var rounded = new ConcurrentDictionary<Node, Rounded>();
        var unused = new Unused.Collector();
        var all = weights.Values.Sum(w => w.Data.Count);
        if (source is not null)
        {
            // Layers that share a weight go on sharing it only where all round it alike.
            Node[] own = [.. weights.Keys.Where(n => n.Input(((Weighted)OpRules.Of(n)!).Weight)!.Uses.Count == 1)];
            LayerMoments.Each(source.Model, own, source.Samples, source.Run, (node, moments) =>
            {
                rounded[node] = WithCurve(Best(weights[node], goal.QMax, moments), weights[node], moments) with { Blocks = BlockProducts.Best(weights[node], moments) };
                unused.NowAndThen();
            });
        }
        Parallel.ForEach(weights.Where(w => !rounded.ContainsKey(w.Key)), w =>
        {
            rounded[w.Key] = WithCurve(Nearest(w.Value, goal.QMax), w.Value, null) with { Blocks = BlockProducts.Best(w.Value, null) };
            unused.NowAndThen();
        });
        return rounded;

        Rounded WithCurve(Rounded finest, LayerWeight w, Moments? moments) => finest with { Coarser = LevelCurve.Of(w, finest, moments, goal.Range.Steps((double)w.Data.Count / all)) };
    }

    public static Rounding Settings(LayerWeight w, int qmax) => new(qmax) { LeastScales = w.LeastScales, Pairs = w.Pairs, ScaleDigits = CoarseFloat.DigitsFor(w.Layer.Weights.PerChannel) };

    public static Rounded Nearest(LayerWeight w, int qmax) => new(RoundToNearest.PerChannel(w.Data.Span<float>(), w.Layer.Weights, Settings(w, qmax)), w.Layer);

    public static Rounded Best(LayerWeight w, int qmax, Moments moments)
    {
        var settings = Settings(w, qmax);
        return Better(w, moments, RoundToNearest.PerChannel(w.Data.Span<float>(), w.Layer.Weights, settings), settings);
    }

    /// <summary>GPTQ, or <paramref name="rounded"/> where that is better on what was held out.</summary>
    public static Rounded Better(LayerWeight w, Moments moments, QuantizedWeights rounded, Rounding settings)
    {
        var nearest = Checked(rounded, w, moments);
        if (nearest.Output is not { } before) return nearest;
        var fitted = Checked(Gptq.Round(w.Data.Span<float>(), w.Layer, moments.Fit, settings), w, moments);
        return fitted.Output!.SqnrDb > before.SqnrDb ? fitted with { Output = fitted.Output with { NearestSqnrDb = before.NearestSqnrDb } } : nearest;
    }

    public static Rounded Checked(QuantizedWeights rounded, LayerWeight w, Moments moments)
    {
        if (moments.HeldOut.Count == 0) return new(rounded, w.Layer);
        var error = moments.HeldOut.Error(w.Data.Span<float>(), rounded, w.Layer);
        var meanHelps = error.SqnrAroundMeanDb > error.SqnrDb;
        return new(rounded, w.Layer, new(w.HasBias && meanHelps ? error.SqnrAroundMeanDb : error.SqnrDb, error.SqnrDb)) { MeanHelps = meanHelps };
    }
}
