using System.Runtime.InteropServices;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

/// <summary>Carries out plans of operators whose scales are taken in each run.</summary>
sealed class DynamicInsertion
{
    internal const string Microsoft = "com.microsoft";

    readonly Graph graph;
    readonly Dictionary<Value, Value[]> converted = [];

    DynamicInsertion(Graph graph) => this.graph = graph;

    public static void Apply(Model model, IReadOnlyList<DynamicPlan> plans)
    {
        var insertion = new DynamicInsertion(model.Graph);
        foreach (var recurrent in plans.OfType<RecurrentPlan>()) insertion.Recurrent(recurrent);
        foreach (var product in plans.OfType<DynamicProductPlan>()) insertion.Product(product);
        foreach (var product in plans.OfType<BlockPlan>()) BlockInsertion.Apply(model.Graph, product);
        if (plans.Any(p => p is RecurrentPlan or BlockPlan) && !model.Opsets.Exists(o => o.Domain == Microsoft)) model.Opsets.Add(new(Microsoft, 1));
    }

    /// <summary>LSTM → DynamicQuantizeLSTM. https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md</summary>
    void Recurrent(RecurrentPlan plan)
    {
        var old = plan.Node;
        var node = graph.AddNode(plan.Rule.Kernel, Microsoft, after: old);
        (node.Name, node.DocString) = (old.Name, old.DocString);
        foreach (var attribute in old.Attributes.Where(a => a.Name != "layout")) node.Attributes.Set(attribute);
        for (var i = 0; i < old.Inputs.Count; i++) node.SetInput(i, old.Input(i));
        if (plan.Bias is { } bias) node.SetInput(Lstm.B, graph.AddConstant($"{old.Label}_bias", Tensor.Floats([old.Input(Lstm.R)!.Data!.Shape[0], bias.Length / old.Input(Lstm.R)!.Data!.Shape[0]], bias)));
        for (var i = 0; i < plan.Weights.Count; i++) Connect(node, plan.Weights[i], Lstm.Inputs + 2 * i);
        foreach (var (output, i) in old.Outputs.Select((o, i) => (o, i)).ToArray())
        {
            old.SetOutput(i, null);
            if (output is not null) node.SetOutput(i, output);
        }
        graph.Remove(old);
    }

    /// <summary>Integers [directions, columns, outputs], their scales and zero points.</summary>
    void Connect(Node node, RecurrentWeight weight, int scaleInput)
    {
        var old = node.Input(weight.Input)!;
        var (directions, outputs, columns) = ((int)old.Data!.Shape[0], (int)old.Data.Shape[1], (int)old.Data.Shape[2]);
        float[] scales = weight.Granularity == Granularity.Channel ? weight.Rounded.Scales : [.. Enumerable.Range(0, directions).Select(d => weight.Rounded.Scales[d * outputs])];
        long[] shape = weight.Granularity == Granularity.Channel ? [directions, outputs] : [directions];
        node.SetInput(weight.Input, graph.AddConstant($"{old.Name}_int8", Integers([directions, columns, outputs], Transposed(weight.Rounded.Values, outputs, columns))));
        node.SetInput(scaleInput, graph.AddConstant($"{old.Name}_scale", Tensor.Floats(shape, scales)));
        node.SetInput(scaleInput + 1, graph.AddConstant($"{old.Name}_zero", Integers(shape, new sbyte[scales.Length])));
    }

    /// <summary>y = Cast(MatMulInteger(q, w, zero)) · (scale · s) + bias with q, scale, zero = DynamicQuantizeLinear(x): standard operators, one kernel in ONNX Runtime.</summary>
    void Product(DynamicProductPlan plan)
    {
        plan.Bias?.Apply();
        var (node, weight, result) = (plan.Node, plan.Node.Input(1)!, plan.Node.Output(0)!);
        var isTransposed = node.Is("Gemm") && node.Attributes.Int("transB", 0) != 0;
        var (rows, columns) = ((int)weight.Data!.Shape[0], (int)weight.Data.Shape[1]);
        var integers = isTransposed ? Integers([columns, rows], Transposed(plan.Weights.Values, rows, columns)) : Integers([rows, columns], plan.Weights.Values);
        var scales = graph.AddConstant($"{weight.Name}_scale", Tensor.Floats([plan.Weights.Scales.Length], plan.Weights.Scales));
        var x = Converted(node.Input(0)!);

        var sums = Add("MatMulInteger", $"{result.Name}_int32", x[0], graph.AddConstant($"{weight.Name}_int8", integers), x[2]);
        var steps = Add("Cast", $"{result.Name}_steps", sums);
        steps.Producer!.Attributes.Set(new IntAttribute("to", (long)ElementType.Float));
        var scale = Add("Mul", $"{result.Name}_scale", x[1], scales);
        var real = Add("Mul", $"{result.Name}_real", steps, scale);
        if (node.Is("Gemm") && node.Input(2) is { } bias) real = Add("Add", $"{result.Name}_sum", real, bias);
        Take(node, real.Producer!);
    }

    /// <summary>Once for all who read the same.</summary>
    Value[] Converted(Value x)
    {
        if (converted.TryGetValue(x, out var known)) return known;
        var node = graph.AddNode("DynamicQuantizeLinear");
        node.Name = $"{x.Name}_quantize";
        node.SetInput(0, x);
        foreach (var (part, i) in new[] { "int8", "scale", "zero" }.Select((p, i) => (p, i))) node.SetOutput(i, graph.AddNamed($"{x.Name}_{part}"));
        return converted[x] = [.. node.Outputs.Select(o => o!)];
    }

    Value Add(string operation, string name, params Value[] inputs)
    {
        var node = graph.AddNode(operation);
        node.Name = name;
        for (var i = 0; i < inputs.Length; i++) node.SetInput(i, inputs[i]);
        node.SetOutput(0, graph.AddNamed(name));
        return node.Output(0)!;
    }

    /// <summary>What <paramref name="old"/> gave, <paramref name="node"/> gives from now on.</summary>
    void Take(Node old, Node node)
    {
        var (result, unnamed) = (old.Output(0)!, node.Output(0)!);
        old.SetOutput(0, null);
        graph.Remove(old);
        node.SetOutput(0, result);
        graph.Remove(unnamed);
    }

    static sbyte[] Transposed(sbyte[] values, int rows, int columns)
    {
        var result = new sbyte[values.Length];
        var matrix = rows * columns;
        for (var i = 0; i < values.Length; i++) result[i / matrix * matrix + i % columns * rows + i % matrix / columns] = values[i];
        return result;
    }

    static Tensor Integers(IReadOnlyList<long> shape, sbyte[] values) => new(ElementType.Int8, shape, MemoryMarshal.AsBytes<sbyte>(values).ToArray());
}
