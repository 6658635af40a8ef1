using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>A product will read 4-bit weights.</summary>
/// <param name="Weights">[inputs, outputs], whatever the order in the model.</param>
/// <param name="WeightSqnrDb">Of the weights.</param>
public sealed record BlockPlan(Node Node, BlockWeights Weights, double WeightSqnrDb) : DynamicPlan(Node)
{
    public override string Activations => "int8, a scale for each block taken in each run";

    public override string Reason => "has a kernel for 4-bit weights, an operator of ONNX Runtime's own";

    public override string Form => FormattableString.Invariant($"int4 in blocks of {Weights.Block}");

    public override double SqnrDb => WeightSqnrDb;

    public override long Count => Weights.Values.Length;
}
