using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

/// <summary>Writes a product of integers whose result is float so that ONNX Runtime adds the bias inside the product's kernel.</summary>
/// <remarks>
/// DequantizeLinear → MatMul ← DequantizeLinear, then Add, becomes
///   y = Cast(MatMulInteger(q, w, zero)) · (u · s) + bias        s[n] = input scale · weight scale
/// It means the same, and ONNX Runtime has one kernel for all of it, where it otherwise adds the bias in a pass of its own.
/// u is 1, computed at run time from a DequantizeLinear: were it a constant, u · s would be folded at load and the kernel not found.
/// (onnxruntime/core/optimizer/matmul_integer_to_float.cc)
/// </remarks>
static class IntegerProducts
{
    /// <returns>How many products were written anew.</returns>
    public static int Apply(Graph graph)
    {
        var products = graph.Nodes.Where(IsCandidate).ToArray();
        if (products.Length == 0) return 0;
        var unit = Unit(graph);
        foreach (var product in products) Rewrite(graph, product, unit);
        return products.Length;
    }

    static bool IsCandidate(Node node) => node.Is("MatMul") && BiasPlace.Following(node, Columns(node)) is not null
        && node.Input(0)?.Producer is { } data && data.Is("DequantizeLinear") && IsScalar(data.Input(1)) && data.Input(2) is { IsConstant: true } && data.Input(0)!.Producer is not null
        && Weight(node) is { } weight && weight.Input(0)!.Data!.Shape.Count == 2 && weight.Attributes.Int("axis", 1) is 1 or -1 && IsZero(weight.Input(2));

    static Node? Weight(Node product) =>
        product.Input(1)?.Producer is { } weight && weight.Is("DequantizeLinear") && weight.Input(0) is { IsConstant: true } && weight.Input(1) is { IsConstant: true } ? weight : null;

    static long? Columns(Node product) => Weight(product)?.Input(0)!.Data!.Shape[^1];

    static bool IsScalar(Value? scale) => scale is { IsConstant: true, Data: { Count: 1, Type: ElementType.Float } };

    static bool IsZero(Value? zero) => zero is null || zero is { IsConstant: true } && zero.Data is { Type: ElementType.Int8 } z && !z.Span<sbyte>().ContainsAnyExcept((sbyte)0);

    static Value Unit(Graph graph)
    {
        var one = graph.AddNode("DequantizeLinear");
        one.SetInput(0, graph.AddConstant("unit_int8", Tensor.Of<byte>(ElementType.UInt8, [], [1])));
        one.SetInput(1, graph.AddConstant("unit_scale", Tensor.Floats([], 1)));
        one.SetInput(2, graph.AddConstant("unit_zero", Tensor.Of<byte>(ElementType.UInt8, [], [0])));
        // ONNX Runtime gives every reader of a DequantizeLinear one of its own; behind another operator it stays one.
        return Output(graph, "Abs", "unit", Output(graph, one, "unit_rounded"));
    }

    static void Rewrite(Graph graph, Node product, Value unit)
    {
        var (data, weight, result) = (product.Input(0)!.Producer!, Weight(product)!, product.Output(0)!);
        var integers = Output(graph, "MatMulInteger", $"{result.Name}_int32", data.Input(0)!, weight.Input(0)!, data.Input(2)!);
        var real = Output(graph, "Cast", $"{result.Name}_steps", integers);
        real.Producer!.Attributes.Set(new IntAttribute("to", (long)ElementType.Float));
        var scale = Output(graph, "Mul", $"{result.Name}_scale", unit, graph.AddConstant($"{weight.Input(0)!.Name}_product_scale", Scales(data, weight)));
        var replaced = Output(graph, "Mul", $"{result.Name}_real", real, scale);
        Graph.ReplaceUses(result, replaced);
        graph.Remove(product);
    }

    static Tensor Scales(Node data, Node weight)
    {
        var input = data.Input(1)!.Data!.Span<float>()[0];
        var scales = weight.Input(1)!.Data!;
        return Tensor.Of<float>(ElementType.Float, scales.Shape, [.. scales.Span<float>().ToArray().Select(s => s * input)]);
    }

    static Value Output(Graph graph, string operation, string name, params Value[] inputs)
    {
        var node = graph.AddNode(operation);
        node.Name = name;
        for (var i = 0; i < inputs.Length; i++) node.SetInput(i, inputs[i]);
        return Output(graph, node, name);
    }

    static Value Output(Graph graph, Node node, string name)
    {
        node.SetOutput(0, graph.AddNamed(name));
        return node.Output(0)!;
    }
}
