using System.Collections.Frozen;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Ops;

/// <summary>Where an operator that hands integers on has its parameters: the zero point of each data input two inputs behind it.</summary>
/// <param name="Data">Inputs with integers.</param>
/// <param name="Weight">The one among them that may have another type than the activations, where it is constant; −1 for none.</param>
/// <param name="OutputZero">The input with the output's zero point.</param>
sealed record IntegerOp(string Domain, string Op, int[] Data, int Weight, int OutputZero);

static class IntegerOps
{
    const string Microsoft = "com.microsoft";

    /// <remarks>https://onnx.ai/onnx/operators/ and https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md</remarks>
    static readonly IntegerOp[] Rows =
    [
        new("",        "QLinearConv",              Data: [0, 3], Weight: 3,  OutputZero: 7),
        new("",        "QLinearMatMul",            Data: [0, 3], Weight: 3,  OutputZero: 7),
        new(Microsoft, "QGemm",                    Data: [0, 3], Weight: 3,  OutputZero: 8),
        new(Microsoft, "QLinearAdd",               Data: [0, 3], Weight: -1, OutputZero: 7),
        new(Microsoft, "QLinearMul",               Data: [0, 3], Weight: -1, OutputZero: 7),
        new(Microsoft, "QLinearAveragePool",       Data: [0],    Weight: -1, OutputZero: 4),
        new(Microsoft, "QLinearGlobalAveragePool", Data: [0],    Weight: -1, OutputZero: 4),
        new(Microsoft, "QLinearLeakyRelu",         Data: [0],    Weight: -1, OutputZero: 4),
        new(Microsoft, "QLinearSigmoid",           Data: [0],    Weight: -1, OutputZero: 4),
        new(Microsoft, "QLinearSoftmax",           Data: [0],    Weight: -1, OutputZero: 4),
    ];

    static readonly FrozenDictionary<(string, string), IntegerOp> ByName = Rows.ToFrozenDictionary(r => (r.Domain, r.Op));

    public static IReadOnlyList<IntegerOp> All => Rows;

    public static IntegerOp? Of(Node node) => ByName.GetValueOrDefault((node.Domain, node.OpType));
}
