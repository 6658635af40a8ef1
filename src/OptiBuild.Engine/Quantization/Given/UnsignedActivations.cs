using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>Activations that the model quantizes to int8 become uint8, where the target's kernels take no other: q + 128 with zero point z + 128.</summary>
/// <remarks>
/// (q + 128) − (z + 128) = q − z, and both ranges clip at the same values: every number read back is the same. ONNX Runtime does this by itself
/// on x64 only where a QuantizeLinear has one reader, and computes in float at every branch (qdq_s8_to_u8.cc). Weights stay int8.
/// </remarks>
public static class UnsignedActivations
{
    internal const string Reason = "already quantized in the model; its int8 activations became uint8 with a zero point 128 higher: the same values, for which the target has kernels";

    const int Shift = 128;

    /// <summary>The zero points that rise: those of all integers that only known operators read and give.</summary>
    public static IReadOnlyList<Use> Plan(Graph graph, Options options) =>
        options.Quantization is QuantizationMode.None or QuantizationMode.Weights or QuantizationMode.Blocks4 || Targets.ByName[options.TargetCpu].Activations.Type != ElementType.UInt8 ? []
        : SignedRegion.Zeros(graph);

    /// <returns>The operators whose activations changed.</returns>
    public static IReadOnlySet<Node> Apply(IReadOnlyList<Use> zeros)
    {
        var unsigned = new Dictionary<Value, Value>();
        foreach (var (node, index) in zeros)
        {
            var old = node.Input(index)!;
            if (!unsigned.TryGetValue(old, out var risen)) unsigned[old] = risen = node.Graph.AddConstant($"{old.Name}_uint8", Unsigned(old.Data!));
            node.SetInput(index, risen);
            Forget(node);
        }
        return zeros.Select(z => z.Node).Distinct().SelectMany(Changed).ToHashSet();
    }

    /// <summary>The zero point alone tells the type from here on.</summary>
    static void Forget(Node node)
    {
        if (Conversions.IsDequantize(node)) return;
        node.Attributes.Remove("output_dtype");
        for (var y = node.Output(0); y is { Type: not null }; y = y.Uses.Select(u => u.Node).FirstOrDefault(n => OpRules.Of(n) is Moves)?.Output(0)) y.Type = null;
    }

    static Tensor Unsigned(Tensor zero) => new(ElementType.UInt8, zero.Shape, new[] { (byte)(zero.Span<sbyte>()[0] + Shift) });

    static IEnumerable<Node> Changed(Node node) =>
        Conversions.IsQuantize(node)     ? Before(node.Input(0)!.Producer)
        : Conversions.IsDequantize(node) ? node.Output(0)!.Uses.Select(u => u.Node)
        : [node];

    /// <summary>What computes the value, seen through the activation functions its kernel takes in.</summary>
    static IEnumerable<Node> Before(Node? node)
    {
        for (; node is not null; node = node.Input(0)?.Producer)
        {
            yield return node;
            if (OpRules.Of(node) is not Follows) yield break;
        }
    }
}
