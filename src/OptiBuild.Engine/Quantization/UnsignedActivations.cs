using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Activations that the model quantizes to int8 become uint8, where the target's kernels take no other: q + 128 with zero point z + 128.</summary>
/// <remarks>
/// (q + 128) − (z + 128) = q − z, and both ranges clip at the same values: every number read back is the same. ONNX Runtime does this by itself
/// on x64 only where a QuantizeLinear has one reader, and computes in float at every branch (qdq_s8_to_u8.cc). Weights stay int8.
/// </remarks>
public static class UnsignedActivations
{
    internal const string Reason = "already quantized in the model; its int8 activations became uint8 with a zero point 128 higher: the same values, for which the target has kernels";

    const int Shift = 128;

    /// <summary>The conversions that become unsigned: each QuantizeLinear with all its readers.</summary>
    public static IReadOnlyList<Node> Plan(Graph graph, Options options) =>
        options.Quantization is QuantizationMode.None or QuantizationMode.Weights || Targets.ByName[options.TargetCpu].Activations.Type != ElementType.UInt8 ? []
        : [.. graph.Nodes.Where(CanChange).SelectMany(q => q.Output(0)!.Uses.Select(u => u.Node).Prepend(q))];

    /// <returns>The operators between the conversions that changed.</returns>
    public static IReadOnlySet<Node> Apply(IReadOnlyList<Node> conversions)
    {
        var zeros = new Dictionary<Value, Value>();
        foreach (var node in conversions)
        {
            var signed = node.Input(2)!;
            if (!zeros.TryGetValue(signed, out var unsigned)) zeros[signed] = unsigned = node.Graph.AddConstant($"{signed.Name}_uint8", Unsigned(signed.Data!));
            node.SetInput(2, unsigned);
            if (!Conversions.IsQuantize(node)) continue;
            // The zero point alone tells the type from here on.
            node.Attributes.Remove("output_dtype");
            node.Output(0)!.Type = null;
        }
        return conversions.SelectMany(Neighbours).ToHashSet();
    }

    static bool CanChange(Node node) =>
        Conversions.IsQuantize(node) && node.Input(0) is { IsConstant: false } && HasSignedZero(node)
        && node.Output(0) is { IsGraphOutput: false } integers && integers.Uses.All(u => u.Index == 0 && Conversions.IsDequantize(u.Node) && HasSignedZero(u.Node));

    static bool HasSignedZero(Node conversion) => Conversions.Of(conversion, Scheme.S8Tensor) is not null;

    static Tensor Unsigned(Tensor zero) => new(ElementType.UInt8, zero.Shape, new[] { (byte)(zero.Span<sbyte>()[0] + Shift) });

    static IEnumerable<Node> Neighbours(Node conversion) => Conversions.IsQuantize(conversion)
        ? Before(conversion.Input(0)!.Producer)
        : conversion.Output(0)!.Uses.Select(u => u.Node);

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
