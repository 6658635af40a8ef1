using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>What an operator is, seen by quantization. What a target allows stands in <see cref="Targets"/>.</summary>
public abstract record OpRule(string Op)
{
    /// <summary>Null, or why this very node has no int8 kernel.</summary>
    public Func<Node, string?> Declines { get; init; } = _ => null;
}

/// <summary>Has a constant weight: data per tensor, weight per channel, bias as int32.</summary>
/// <param name="ChannelAxis">Output channels of the weight; may be negative.</param>
/// <param name="FloatOutput">The int8 kernel can hand out float: no parameters are needed where nothing int8 follows.</param>
public sealed record Weighted(string Op, int Data, int Weight, int? Bias, Func<Node, int> ChannelAxis, FloatOutput FloatOutput) : OpRule(Op);

public enum FloatOutput { No, Possible }

/// <summary>Arithmetic on activations: every listed input (all, where none is listed) and the output get parameters of their own.</summary>
public sealed record Computes(string Op, params int[] Inputs) : OpRule(Op);

/// <summary>Only moves values of input 0, or drops some: the outputs share the input's parameters.</summary>
public sealed record Moves(string Op, Outputs Outputs = Outputs.First) : OpRule(Op);

/// <summary>Which outputs of an operator hold activations.</summary>
public enum Outputs { First, All }

/// <summary>Reads integers in place of real numbers and gives something else: places or sizes, not values.</summary>
public sealed record Reads(string Op, Reading Reading) : OpRule(Op);

/// <summary>Whether runtimes take away the conversion in front of an operator, or never see one.</summary>
public enum Reading { Converted, Integers }

/// <summary>The output range is known without calibration.</summary>
public sealed record Bounded(string Op, float Min, float Max) : OpRule(Op);

/// <summary>Runs inside its producer's kernel: quantize after it, never between the two.</summary>
public sealed record Follows(string Op) : OpRule(Op);

/// <summary>No int8 kernel, but constant weights worth storing as int8: they become float again when the model is loaded.</summary>
/// <param name="Weights">Inputs that are weights, with the axis of their channels.</param>
public sealed record Stores(string Op, params WeightInput[] Weights) : OpRule(Op);

/// <summary>Has an integer kernel that takes the scale of its activations from what it reads in each run.</summary>
/// <param name="Kernel">ONNX Runtime's own operator, of the domain com.microsoft.</param>
/// <param name="Weights">Inputs that are weights, with the axis of their channels.</param>
public sealed record Dynamic(string Op, string Kernel, params WeightInput[] Weights) : OpRule(Op);

public sealed record WeightInput(int Index, int ChannelAxis);

/// <summary>Stays float wherever it stands: the row says why, so that the report can.</summary>
public sealed record Stays : OpRule
{
    public Stays(string op, string why) : base(op) => Declines = _ => why;
}
