using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>A weight and the levels it can have.</summary>
/// <param name="Uses">Who reads it.</param>
/// <param name="Points">The finest first.</param>
sealed record LevelUnit(Value Weight, IReadOnlyList<Use> Uses, IReadOnlyList<LevelPoint> Points)
{
    /// <summary>Shares of noise that a layer's part in the model's noise is measured at: large enough to be seen, small enough to add up.</summary>
    const double Probed = 0.02;

    const double LeastNoise = 1e-12;

    /// <summary>Weights of the graph that have coarser levels, in execution order.</summary>
    public static IReadOnlyList<LevelUnit> Of(Draft draft, Placement placement)
    {
        var number = draft.Model.Graph.Nodes.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i);
        return [.. draft.Rounded.Where(r => r.Value.Coarser.Count > 0 && number.ContainsKey(r.Key.Node) && BecomesIntegers(r.Key.Node, placement))
            .OrderBy(r => (number[r.Key.Node], r.Key.Index))
            .GroupBy(r => r.Key.Node.Input(r.Key.Index)!)
            .Where(g => g.Key.IsConstant && g.Select(r => r.Value).Distinct().Count() == 1 && g.Key.Uses.All(draft.Rounded.ContainsKey))
            .Select(g => Of(g.Key, [.. g.Select(r => r.Key)], g.First().Value))];
    }

    static LevelUnit Of(Value weight, IReadOnlyList<Use> uses, Rounded finest) => new(weight, uses, [.. finest.Coarser.Prepend(finest).Select(r => LevelPoint.Of(r, finest))]);

    static bool BecomesIntegers(Node node, Placement placement) => placement.IsInt8(node) || placement.Dynamic.Contains(node) || placement.MayStore(node);

    /// <summary>The point at which the sensitivity is measured.</summary>
    public LevelPoint Probe => Points.MinBy(p => Math.Abs(Math.Log(Math.Max(p.Noise, LeastNoise) / Probed)))!;
}

/// <param name="Bytes">That it takes to code.</param>
/// <param name="Noise">Of the layer's output, as a share of the signal; of the weights themselves where no output is known.</param>
/// <param name="Step">In units of the finest's.</param>
sealed record LevelPoint(Rounded Rounded, double Bytes, double Noise, double Step)
{
    public static LevelPoint Of(Rounded rounded, Rounded finest) => new(rounded,
        CodeCost.Entropy(CodeCost.Count(rounded.Weights.Values, sbyte.MaxValue)) / 8,
        Math.Pow(10, -(rounded.Output?.SqnrDb ?? rounded.Weights.SqnrDb) / 10),
        Size(rounded) / Size(finest));

    static double Size(Rounded rounded) => Math.Sqrt(rounded.Weights.Scales.Average(s => (double)s * s));

    public int Count => Rounded.Weights.Values.Length;

    public double Zeros => Rounded.Weights.Values.Count(v => v == 0) / (double)Count;

    /// <summary>The weight as real numbers.</summary>
    public float[] Restored()
    {
        var (values, scales, shape) = (Rounded.Weights.Values, Rounded.Weights.Scales, Rounded.Shape);
        var restored = new float[values.Length];
        for (var i = 0; i < restored.Length; i++) restored[i] = values[i] * scales[i / shape.Inner % shape.Channels];
        return restored;
    }
}
