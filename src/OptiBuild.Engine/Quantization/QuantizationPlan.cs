using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>What quantization will change, decided but not yet done.</summary>
public sealed record QuantizationPlan(
    Placement Placement,
    Target Target,
    IReadOnlyList<ActivationPlan> Activations,
    IReadOnlyList<WeightPlan> Weights,
    IReadOnlyList<BiasPlan> Biases,
    IReadOnlyList<FloatBias> FloatBiases,
    IReadOnlyList<StoredPlan> Stored,
    IReadOnlyList<Node> Guarded)
{
    /// <summary>Operators whose activations have become unsigned.</summary>
    public IReadOnlySet<Node> Converted { get; init; } = new HashSet<Node>();

    /// <summary>Operators whose scales are taken in each run.</summary>
    public IReadOnlyList<DynamicPlan> Dynamic { get; init; } = [];

    /// <summary>Operators that were taken back because their rounding costs too much, with the figures.</summary>
    public IReadOnlyDictionary<Node, string> Reverted { get; init; } = new Dictionary<Node, string>();

    /// <summary>How many places of the model change.</summary>
    public int Count => Activations.Sum(a => a.Group.Values.Count(v => Placement.Existing.Parameters(v) is null)) + Weights.Count + Biases.Count + FloatBiases.Count + Stored.Count + Dynamic.Count + Guarded.Count;
}

/// <summary>The activations of a group become integers of <paramref name="Parameters"/>.</summary>
public sealed record ActivationPlan(ActivationGroup Group, Affine Parameters);

/// <summary>A node's constant operand becomes integers: per channel of <paramref name="Axis"/>, or with one scale where it is null.</summary>
/// <param name="Values">Bytes of the integers.</param>
/// <param name="SqnrDb">Of the operand, against its float values.</param>
public sealed record WeightPlan(Node Node, int Input, Scheme Scheme, int? Axis, ReadOnlyMemory<byte> Values, float[] Scales, int ZeroPoint, double SqnrDb)
{
    /// <summary>How well the layer's output keeps its value; null where it is no layer's weight.</summary>
    public OutputQuality? Output { get; init; }

    public bool HoldsTheSame(WeightPlan other) => (Scheme, Axis, ZeroPoint) == (other.Scheme, other.Axis, other.ZeroPoint)
        && Scales.AsSpan().SequenceEqual(other.Scales) && Values.Span.SequenceEqual(other.Values.Span);
}

/// <summary>A bias becomes int32 with the scale of the products it is added to.</summary>
public sealed record BiasPlan(Node Node, int Input, int[] Values, float[] Scales);

/// <summary>A bias that stays float takes back what rounding the weights shifts.</summary>
public sealed record FloatBias(Use Place, float[] Values)
{
    public void Apply()
    {
        var old = Place.Node.Input(Place.Index);
        var name = old is null ? $"{Place.Node.Label}_bias" : $"{old.Name}_corrected";
        // One value for all outputs may have become one for each.
        var shape = old?.Data is { } data && data.Count == Values.Length ? data.Shape : [Values.Length];
        BiasPlace.Set(Place, Place.Node.Graph.AddConstant(name, Tensor.Of<float>(ElementType.Float, shape, Values)));
    }
}

/// <summary>A weight is stored as int8 and becomes float again when the model is loaded.</summary>
public sealed record StoredPlan(Node Node, int Input, int Axis, QuantizedWeights Weights)
{
    /// <summary>The bias that takes back what the rounding shifts; null leaves it as it is.</summary>
    public FloatBias? Bias { get; init; }

    /// <inheritdoc cref="WeightPlan.Output"/>
    public OutputQuality? Output { get; init; }
}

/// <summary>Signal to noise ratio of a layer's output on held-out samples, in dB.</summary>
/// <param name="NearestSqnrDb">Had every weight been rounded to its nearest level.</param>
public sealed record OutputQuality(double SqnrDb, double NearestSqnrDb);
