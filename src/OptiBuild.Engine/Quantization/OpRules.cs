using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>The operators OptiBuild quantizes. An operator without a row stays in float and is reported.</summary>
/// <remarks>
/// Rows follow the int8 kernels of ONNX Runtime's CPU provider: an operator listed as computing, moving runs in int8
/// only where everything around it does, because a conversion costs more than these kernels gain.
/// Not listed on purpose: Softmax (its int8 kernel is several times slower than float), LayerNormalization, Erf, Tanh and the
/// arithmetic around them (no int8 kernel), MatMul of two activations is declined by its own row.
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
        new Computes("AveragePool", 0),
        new Computes("GlobalAveragePool", 0),
        new Computes("LeakyRelu", 0),
        new Computes("Concat"),

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

        new Bounded("Sigmoid", 0, 1),

        new Follows("Relu"),
        new Follows("Clip"),

        new Stores("ConvTranspose", new WeightInput(1, ChannelAxis: 1)),
        new Stores("LSTM",          new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("GRU",           new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("RNN",           new WeightInput(1, ChannelAxis: 1), new WeightInput(2, ChannelAxis: 1)),
        new Stores("Gather",        new WeightInput(0, ChannelAxis: 0)),
    ];

    public static IReadOnlyList<OpRule> All => Rows;

    /// <summary>Rows by operator: how it runs in int8.</summary>
    public static FrozenDictionary<string, OpRule> ByOp { get; } = Rows.Where(r => r is not Stores).ToFrozenDictionary(r => r.Op);

    /// <summary>Rows by operator: which weights it can store.</summary>
    public static FrozenDictionary<string, Stores> StoredByOp { get; } = Rows.OfType<Stores>().ToFrozenDictionary(r => r.Op);

    /// <summary>The row of a standard operator; null where there is none.</summary>
    public static OpRule? Of(Node node) => node.Domain.Length == 0 ? ByOp.GetValueOrDefault(node.OpType) : null;
}
