using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics.Metrics;
using OptiBuild.Numerics.Weights;

namespace OptiBuild.Engine.Levels;

/// <summary>The same weight with ever fewer levels: what each takes to code, and what it does to the layer's output.</summary>
/// <remarks>
/// The step is the same for all output channels, since an error in the one hurts as much as in the other: what the range of each would ask for spends
/// bits on channels that say little. A channel gets a larger step where its largest weight would need more levels than are safe, and one by its importance where that is known.
/// </remarks>
static class LevelCurve
{
    /// <summary>What a bit is worth, of the squared step: <see cref="RateRounding"/>.</summary>
    const double Slope = 0.13;

    /// <summary>Two of them add up to no more than 128: any pair is safe.</summary>
    const int SafeLevels = 64;

    /// <summary>Steps of channels with other importance lie this far apart: a few of them code in no room.</summary>
    const double StepGrid = 1.4142135623730951;

    /// <param name="steps">In units of the finest's.</param>
    public static IReadOnlyList<Rounded> Of(LayerWeight w, Rounded finest, Moments? moments, IReadOnlyList<double> steps)
    {
        if (steps.Count == 0) return [];
        var rounding = new RateRounding(w.Data.Span<float>().ToArray(), w.Layer, moments?.Fit) { Importance = w.Importance };
        var qmax = w.Pairs.Columns > 0 ? SafeLevels : sbyte.MaxValue;
        var least = Least(w, qmax);
        var unit = Math.Sqrt(finest.Weights.Scales.Average(s => (double)s * s));
        return [.. steps.Select(s => Coarser(w, finest, moments, rounding.Round(Scales(s * unit), qmax, Slope)))];

        float[] Scales(double step)
        {
            var scales = least.Select((l, c) => Math.Max(l, (float)(step * Share(w.Importance, c)))).ToArray();
            return finest.Granularity == Granularity.Channel ? scales : [.. Enumerable.Repeat(scales.Max(), scales.Length)];
        }
    }

    /// <summary>Errors cost the same everywhere where the step is in proportion to 1 / √importance.</summary>
    static double Share(float[] importance, int channel) =>
        importance.Length == 0 ? 1 : Math.Pow(StepGrid, Math.Round(-0.5 * Math.Log(importance[channel]) / Math.Log(StepGrid), MidpointRounding.ToEven));

    static Rounded Coarser(LayerWeight w, Rounded finest, Moments? moments, QuantizedWeights weights) =>
        moments is null ? Weighed(finest with { Weights = weights, Coarser = [] }, w)
            : LayerRounding.Checked(weights, w, moments) with { Means = finest.Means, Granularity = finest.Granularity };

    /// <summary>With the error as importance counts it, where that is known.</summary>
    public static Rounded Weighed(Rounded rounded, LayerWeight w)
    {
        if (w.Importance.Length == 0) return rounded;
        var (signal, noise, shape) = (0.0, 0.0, rounded.Shape);
        var values = w.Data.Span<float>();
        for (var i = 0; i < values.Length; i++)
        {
            var channel = i / shape.Inner % shape.Channels;
            var error = values[i] - rounded.Weights.Values[i] * rounded.Weights.Scales[channel];
            (signal, noise) = (signal + w.Importance[channel] * (double)values[i] * values[i], noise + w.Importance[channel] * (double)error * error);
        }
        var db = Sqnr.Db(signal, noise);
        return rounded with { Output = new(db, db) };
    }

    /// <summary>[channels] the least scale with which the largest weight fits, and the bias.</summary>
    static float[] Least(LayerWeight w, int qmax)
    {
        var (shape, least) = (w.Layer.Weights, new float[w.Layer.Weights.Channels]);
        var values = w.Data.Span<float>();
        for (var i = 0; i < values.Length; i++)
        {
            ref var most = ref least[i / shape.Inner % shape.Channels];
            most = Math.Max(most, Math.Abs(values[i]) / qmax);
        }
        for (var c = 0; c < w.LeastScales.Length; c++) least[c] = Math.Max(least[c], w.LeastScales[c]);
        return least;
    }
}
