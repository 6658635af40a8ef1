using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>Given: by a scale and a zero point among the operator's inputs. EachRun: by the range of what it reads.</summary>
enum IntegerActivations { Given, EachRun, No }

/// <summary>Operators that compute with integers by themselves: what other tools leave in a model, with no conversions around it or with ranges taken in every run.</summary>
static class QuantizedOps
{
    const string Microsoft = "com.microsoft";

    /// <remarks>https://onnx.ai/onnx/operators/ and https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md</remarks>
    static readonly (string Domain, string Op, IntegerActivations Activations)[] Rows =
    [
        ("",        "QLinearConv",                IntegerActivations.Given),
        ("",        "QLinearMatMul",              IntegerActivations.Given),
        ("",        "ConvInteger",                IntegerActivations.EachRun),
        ("",        "MatMulInteger",              IntegerActivations.EachRun),
        ("",        "DynamicQuantizeLinear",      IntegerActivations.EachRun),
        (Microsoft, "ConvInteger",                IntegerActivations.EachRun),
        (Microsoft, "DynamicQuantizeLSTM",        IntegerActivations.EachRun),
        (Microsoft, "DynamicQuantizeMatMul",      IntegerActivations.EachRun),
        (Microsoft, "GatherBlockQuantized",       IntegerActivations.No),
        (Microsoft, "MatMulBnb4",                 IntegerActivations.No),
        (Microsoft, "MatMulInteger16",            IntegerActivations.Given),
        (Microsoft, "MatMulIntegerToFloat",       IntegerActivations.Given),
        (Microsoft, "MatMulNBits",                IntegerActivations.No),
        (Microsoft, "MulInteger",                 IntegerActivations.Given),
        (Microsoft, "QAttention",                 IntegerActivations.Given),
        (Microsoft, "QEmbedLayerNormalization",   IntegerActivations.Given),
        (Microsoft, "QGemm",                      IntegerActivations.Given),
        (Microsoft, "QLinearAdd",                 IntegerActivations.Given),
        (Microsoft, "QLinearAveragePool",         IntegerActivations.Given),
        (Microsoft, "QLinearConcat",              IntegerActivations.Given),
        (Microsoft, "QLinearConv",                IntegerActivations.Given),
        (Microsoft, "QLinearGlobalAveragePool",   IntegerActivations.Given),
        (Microsoft, "QLinearLeakyRelu",           IntegerActivations.Given),
        (Microsoft, "QLinearMul",                 IntegerActivations.Given),
        (Microsoft, "QLinearReduceMean",          IntegerActivations.Given),
        (Microsoft, "QLinearSigmoid",             IntegerActivations.Given),
        (Microsoft, "QLinearSoftmax",             IntegerActivations.Given),
        (Microsoft, "QLinearWhere",               IntegerActivations.Given),
        (Microsoft, "QMoE",                       IntegerActivations.No),
    ];

    public static IReadOnlyList<(string Domain, string Op, IntegerActivations Activations)> All => Rows;

    static readonly FrozenDictionary<(string, string), IntegerActivations> Known = Rows.ToFrozenDictionary(r => (r.Domain, r.Op), r => r.Activations);

    public static bool Contains(Node node) => Known.ContainsKey((node.Domain, node.OpType));

    public static IntegerActivations Activations(Node node) => Known[(node.Domain, node.OpType)];
}
