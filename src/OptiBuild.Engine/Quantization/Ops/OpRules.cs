using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>The operators OptiBuild quantizes. An operator without a row stays in float and is reported.</summary>
/// <remarks>
/// Rows follow the int8 kernels of ONNX Runtime's CPU provider: an operator listed as computing, moving runs in int8
/// only where everything around it does, because a conversion costs more than these kernels gain.
/// MatMul of two activations is declined by its own row.
/// </remarks>
public static class OpRules
{
    static readonly OpRule[] Rows =
    [
        new Weighted("Conv",   Data: 0, Weight: 1, Bias: 2,    _ => 0,           FloatOutput.No),
        new Weighted("Gemm",   Data: 0, Weight: 1, Bias: 2,    Gemm.ChannelAxis, FloatOutput.Possible) { Declines = Gemm.Declines },
        new Weighted("MatMul", Data: 0, Weight: 1, Bias: null, _ => -1,          FloatOutput.Possible) { Declines = MatMul.Declines },

        new Computes("Add", 0, 1),
        new Computes("Mul", 0, 1),
        new Computes("AveragePool", 0) { Declines = AveragePool.Declines },
        new Computes("GlobalAveragePool", 0),
        new Computes("LeakyRelu", 0),
        new Computes("Concat"),
        new Computes("Where", 1, 2),

        new Moves("MaxPool"),
        new Moves("Reshape"),
        new Moves("Flatten"),
        new Moves("Transpose"),
        new Moves("Squeeze"),
        new Moves("Unsqueeze"),
        new Moves("Slice"),
        new Moves("Gather"),
        new Moves("Expand"),
        new Moves("Tile"),
        new Moves("DepthToSpace"),
        new Moves("Resize") { Declines = Resize.Declines },
        new Moves("Split", Outputs.All),
        new Moves("GatherElements"),
        new Moves("ReduceMax"),
        new Moves("ReduceMin"),

        new Reads("ArgMax", Reading.Converted),
        new Reads("Shape",  Reading.Integers),

        new Bounded("Sigmoid", 0, 1),

        new Follows("Relu"),
        new Follows("Clip"),

        new Dynamic("LSTM", Kernel: "DynamicQuantizeLSTM", new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)) { Declines = Lstm.Declines },

        new Stores("ConvTranspose", new WeightInput(1, ChannelAxis: 1)),
        new Stores("LSTM",          new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("GRU",           new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("RNN",           new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("Gather",        new WeightInput(0, ChannelAxis: 0)),

        new Stays("Softmax", "its int8 kernel takes several times as long as float"),
        .. from op in WithoutKernel select new Stays(op, "ONNX Runtime has no int8 kernel for it"),
    ];

    /// <summary>What models hold most often among operators that ONNX Runtime computes in float, conversions around them or not.</summary>
    static string[] WithoutKernel =>
    [
        "Sub", "Div", "Pow", "Sqrt", "Exp", "Erf", "Tanh", "Gelu", "HardSwish", "HardSigmoid", "Elu", "PRelu", "Softplus", "Max", "Min", "Pad",
        "LayerNormalization", "InstanceNormalization", "GroupNormalization", "BatchNormalization", "ReduceMean", "ReduceSum", "SpaceToDepth", "TopK", "Einsum",
    ];

    public static IReadOnlyList<OpRule> All => Rows;

    /// <summary>Rows by operator: how it runs in int8.</summary>
    public static FrozenDictionary<string, OpRule> ByOp { get; } = Rows.Where(r => r is not (Stores or Dynamic)).ToFrozenDictionary(r => r.Op);

    /// <summary>Rows by operator: which weights it can store.</summary>
    public static FrozenDictionary<string, Stores> StoredByOp { get; } = Rows.OfType<Stores>().ToFrozenDictionary(r => r.Op);

    /// <summary>Rows by operator: how it runs with scales taken in each run.</summary>
    public static FrozenDictionary<string, Dynamic> DynamicByOp { get; } = Rows.OfType<Dynamic>().ToFrozenDictionary(r => r.Op);

    /// <summary>The row of a standard operator; null where there is none.</summary>
    public static OpRule? Of(Node node) => node.Domain.Length == 0 ? ByOp.GetValueOrDefault(node.OpType) : null;

    /// <summary>The outputs that become integers where the node runs in int8.</summary>
    public static IReadOnlyList<Value> Results(Node node) => Of(node) switch
    {
        Reads                          => [],
        Moves { Outputs: Outputs.All } => [.. node.Outputs.OfType<Value>()],
        _                              => node.Output(0) is { } y ? [y] : [],
    };
}
