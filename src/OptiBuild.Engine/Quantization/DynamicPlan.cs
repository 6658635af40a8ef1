using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>An operator will compute with integers; the scale of what it reads is taken in each run.</summary>
public abstract record DynamicPlan(Node Node)
{
    /// <inheritdoc cref="WeightPlan.Output"/>
    public OutputQuality? Output { get; init; }

    /// <summary>How it takes what it reads.</summary>
    public virtual string Activations => DynamicPlacement.Activations;

    public virtual string Reason => DynamicPlacement.Reason;

    /// <summary>How its weights are stored.</summary>
    public abstract string Form { get; }

    /// <summary>Of its weights, the worst.</summary>
    public abstract double SqnrDb { get; }

    /// <summary>How many weights.</summary>
    public abstract long Count { get; }
}

/// <summary>A recurrent operator.</summary>
public sealed record RecurrentPlan(Node Node, Dynamic Rule, IReadOnlyList<RecurrentWeight> Weights) : DynamicPlan(Node)
{
    /// <summary>In place of the operator's own; null leaves that as it is.</summary>
    public float[]? Bias { get; init; }

    public override string Form => Weights.Any(w => w.Granularity == Granularity.Channel) ? "int8 per channel" : "int8 per tensor";

    public override double SqnrDb => Weights.Min(w => w.Rounded.SqnrDb);

    public override long Count => Weights.Sum(w => (long)w.Rounded.Values.Length);
}

/// <param name="Rounded">Laid out as in the model, [directions, outputs, columns]; scales of all directions and outputs.</param>
/// <param name="Granularity">Tensor: all scales of a direction are the same.</param>
public sealed record RecurrentWeight(int Input, QuantizedWeights Rounded, Granularity Granularity);

/// <summary>A product of an activation and a weight.</summary>
/// <param name="Weights">Laid out as in the model.</param>
public sealed record DynamicProductPlan(Node Node, QuantizedWeights Weights) : DynamicPlan(Node)
{
    /// <summary>The bias that takes back what the rounding shifts; null leaves it as it is.</summary>
    public FloatBias? Bias { get; init; }

    public override string Form => "int8 per channel";

    public override double SqnrDb => Weights.SqnrDb;

    public override long Count => Weights.Values.Length;
}
