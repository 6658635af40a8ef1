using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>An operator with int8 weights.</summary>
/// <param name="UnsafePairs">Pairs of weights whose products can reach beyond 16 bits on x64 without VNNI.</param>
/// <param name="Pairs">All whose products are added in 16 bits there.</param>
/// <param name="SignedActivations">Its activations are int8 too, which x64 has no fast kernels for.</param>
public sealed record LayerSafety(string Node, string Op, long UnsafePairs, long Pairs, bool SignedActivations);

/// <summary>Where a model that is already quantized gives the same answers, by its weights.</summary>
/// <param name="Layers">All operators with int8 weights, in execution order.</param>
public sealed record TargetSafety(IReadOnlyList<LayerSafety> Layers)
{
    public IEnumerable<LayerSafety> Unsafe => Layers.Where(l => l.UnsafePairs > 0);

    /// <summary>What it was made for, or could have been: on <see cref="TargetName.Any"/> no processor saturates. Null where nothing is int8.</summary>
    public TargetName? Target => Layers.Count == 0 ? null
        : Layers.Any(l => l.SignedActivations) ? TargetName.Arm64
        : Unsafe.Any() ? TargetName.X64Vnni
        : TargetName.Any;

    /// <summary>Of a model with int8 operators or with QuantizeLinear and DequantizeLinear around float ones.</summary>
    /// <remarks>Without QuantizeLinear behind it a dequantized operator may stay float; it counts all the same, since optimizations come and go with versions.</remarks>
    public static TargetSafety Of(Model model) => new([.. model.Graphs.SelectMany(g => g.Nodes).Select(Layer).OfType<LayerSafety>()]);

    static LayerSafety? Layer(Node node)
    {
        if (Int8Kernels.Of(node) is { } kernel)
            return Layer(node, kernel, kernel.Weights.Select(w => node.Input(w)?.Data), Activation.OfKernel(node, kernel));
        if (Int8Kernels.OfDequantized(node) is not { } dequantized || Dequantized(node.Input(0)) is not { } data) return null;
        return Layer(node, dequantized, dequantized.Weights.Select(w => Dequantized(node.Input(w))?.Input(0)?.Data), Activation.OfDequantized(data));
    }

    static LayerSafety? Layer(Node node, Int8Kernel kernel, IEnumerable<Tensor?> inputs, Activation activation)
    {
        var weights = inputs.OfType<Tensor>().Where(w => w.Type is ElementType.Int8 or ElementType.UInt8).ToArray();
        if (weights.Length == 0) return null;
        var orders = weights.Where(w => w.Type == ElementType.Int8 && !activation.IsExact).Select(w => (Weight: w, Order: kernel.Order(node, w))).Where(o => o.Order is not null).ToArray();
        return new(node.Label, node.OpType, orders.Sum(o => o.Order!.UnsafePairs(o.Weight.Span<sbyte>())), orders.Sum(o => o.Order!.Pairs), activation.IsSigned);
    }

    static Node? Dequantized(Value? value) => value?.Producer is { } producer && producer.Is("DequantizeLinear") ? producer : null;

    /// <param name="IsExact">Signed by signed bytes are multiplied one by one on x64. Between QuantizeLinear and DequantizeLinear signed activations become unsigned there at load.</param>
    readonly record struct Activation(bool IsSigned, bool IsExact)
    {
        public static Activation OfKernel(Node node, Int8Kernel kernel)
        {
            var signed = kernel.Zero is { } zero && IsInt8(node.Input(0), node.Input(zero));
            return new(signed, IsExact: signed);
        }

        public static Activation OfDequantized(Node dequantize) => new(IsInt8(dequantize.Input(0), dequantize.Input(2)), IsExact: false);

        static bool IsInt8(Value? data, Value? zero) => (zero?.Data?.Type ?? data?.Data?.Type ?? data?.Tensor?.Element) == ElementType.Int8;
    }
}
