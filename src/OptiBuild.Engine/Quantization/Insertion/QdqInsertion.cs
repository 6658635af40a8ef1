using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Insertion;

/// <summary>Carries out a plan: puts QuantizeLinear and DequantizeLinear around what runs in int8.</summary>
/// <remarks>
/// x → Q → DQ → int8 operator. Runtimes replace the operator and the pairs around it by one integer kernel; everywhere else the pair
/// computes the rounded value, so the model means the same in any ONNX runtime. https://onnx.ai/onnx/operators/onnx__QuantizeLinear.html
/// </remarks>
public sealed class QdqInsertion
{
    readonly Graph graph;
    readonly QuantizationPlan plan;
    readonly Dictionary<Value, List<(WeightPlan Plan, Value[] Constants)>> made = [];
    readonly HashSet<Node> joined = [];

    QdqInsertion(Graph graph, QuantizationPlan plan) => (this.graph, this.plan) = (graph, plan);

    /// <returns>How many places changed.</returns>
    public static int Apply(Model model, QuantizationPlan plan)
    {
        var insertion = new QdqInsertion(model.Graph, plan);
        foreach (var node in plan.Guarded) Guards.Insert(model.Graph, node);
        foreach (var weight in plan.Weights) insertion.Weight(weight);
        foreach (var bias in plan.Biases) insertion.Bias(bias);
        foreach (var bias in plan.FloatBiases) bias.Apply();
        StoredWeightInsertion.Apply(plan.Stored);
        DynamicInsertion.Apply(model, plan.Dynamic);
        foreach (var activation in plan.Activations) insertion.Activation(activation);
        foreach (var follower in model.Graph.Nodes.Where(n => plan.Placement.Leader(n) is not null && !insertion.joined.Contains(n)).ToArray()) insertion.Absorb(follower);
        var clips = plan.Placement.Existing == Existing.None ? 0 : IntegerClips.Apply(model.Graph);
        IntegerProducts.Apply(model.Graph);
        foreach (var changed in model.Graph.WithSubgraphs().ToArray()) changed.Sort();
        return plan.Count + clips;
    }

    void Activation(ActivationPlan activation)
    {
        var (scale, zero) = Parameters(activation);
        var existing = plan.Placement.Existing;
        foreach (var value in activation.Group.Values)
            if (existing.IsDequantized(value)) continue;
            else if (existing.Quantizer(value) is { } quantize && existing.Parameters(value)!.IsSame(activation.Group.Given!)) Join(value, quantize);
            else if (plan.Placement.IsInt8(value.Producer)) AfterInt8(value, scale, zero);
            else AfterFloat(value, scale, zero);
    }

    (Value Scale, Value Zero) Parameters(ActivationPlan activation)
    {
        if (activation.Group.Given is { } given) return (given.Scale, given.Zero);
        var first = activation.Group.Values[0].Name;
        return (graph.AddConstant($"{first}_scale", Tensor.Floats([], activation.Parameters.Scale)),
            graph.AddConstant($"{first}_zero", Zero(plan.Target.Activations.Type, [], activation.Parameters.ZeroPoint)));
    }

    /// <summary>The model already turns the value into integers; who needs them, or can only have them, reads those back.</summary>
    void Join(Value value, Node quantize)
    {
        if (value.Producer is { } producer) joined.Add(producer);
        var readers = value.Uses.Where(u => !Conversions.IsQuantize(u.Node) && (plan.Placement.IsInt8(value.Producer) || ReadsIntegers(u, value))).ToArray();
        if (readers.Length == 0) return;
        var rounded = graph.AddNamed($"{value.Name}_rounded", value.Type);
        Dequantize($"{rounded.Name}_dequantize", [quantize.Output(0)!, quantize.Input(1)!, quantize.Input(2)!], null, rounded);
        foreach (var use in readers) use.Node.SetInput(use.Index, rounded);
    }

    /// <summary>The kernel only gives integers: every reader, float or not, reads them back.</summary>
    void AfterInt8(Value value, Value scale, Value zero)
    {
        var producer = value.Producer!;
        var computed = graph.AddNamed($"{value.Name}_float", value.Type);
        var output = producer.Outputs.ToList().IndexOf(value);
        producer.SetOutput(output, computed);
        var integers = Pair(computed, scale, zero, value);
        foreach (var use in value.Uses.Where(u => OpRules.Of(u.Node) is Reads { Reading: Reading.Integers }).ToArray()) use.Node.SetInput(use.Index, integers);
    }

    /// <summary>Float readers keep the exact value.</summary>
    void AfterFloat(Value value, Value scale, Value zero)
    {
        var readers = value.Uses.Where(u => ReadsIntegers(u, value)).ToArray();
        var rounded = graph.AddNamed($"{value.Name}_rounded", value.Type);
        Pair(value, scale, zero, rounded);
        foreach (var use in readers) use.Node.SetInput(use.Index, rounded);
    }

    bool ReadsIntegers(Use use, Value value) => plan.Placement.IsInt8(use.Node) && OpRules.Of(use.Node) switch
    {
        Weighted w      => use.Index == w.Data,
        Moves or Reads  => use.Index == 0,
        _               => true,
    };

    Value Pair(Value from, Value scale, Value zero, Value to)
    {
        var quantize = graph.AddNode("QuantizeLinear");
        quantize.Name = $"{from.Name}_quantize";
        var integers = graph.AddNamed($"{to.Name}_int8");
        Connect(quantize, [from, scale, zero], integers);
        Dequantize($"{to.Name}_dequantize", [integers, scale, zero], null, to);
        return integers;
    }

    void Weight(WeightPlan weight)
    {
        var old = weight.Node.Input(weight.Input)!;
        var back = graph.AddNamed($"{old.Name}_rounded", old.Type);
        Dequantize($"{back.Name}_dequantize", Constants(old, weight), weight.Axis, back);
        weight.Node.SetInput(weight.Input, back);
    }

    /// <summary>Integers, scale and zero point; nodes that share a weight share them too where the same came out for both.</summary>
    Value[] Constants(Value old, WeightPlan weight)
    {
        if (!made.TryGetValue(old, out var known)) made[old] = known = [];
        if (known.Find(k => k.Plan.HoldsTheSame(weight)) is { Constants: { } shared }) return shared;
        IReadOnlyList<long> perChannel = weight.Axis is null ? [] : [weight.Scales.Length];
        Value[] constants =
        [
            graph.AddConstant($"{old.Name}_int8", new Tensor(weight.Scheme.Type, old.Data!.Shape, weight.Values)),
            graph.AddConstant($"{old.Name}_scale", Tensor.Floats(perChannel, weight.Scales)),
            graph.AddConstant($"{old.Name}_zero", Zero(weight.Scheme.Type, perChannel, weight.ZeroPoint)),
        ];
        known.Add((weight, constants));
        return constants;
    }

    void Bias(BiasPlan bias)
    {
        var name = bias.Node.Input(bias.Input)?.Name ?? $"{bias.Node.Label}_bias";
        IReadOnlyList<long> shape = [bias.Values.Length];
        var integers = graph.AddConstant($"{name}_int32", Tensor.Of<int>(ElementType.Int32, shape, bias.Values));
        var scale = graph.AddConstant($"{name}_scale", Tensor.Floats(shape, bias.Scales));
        var zero = graph.AddConstant($"{name}_zero", Tensor.Of<int>(ElementType.Int32, shape, new int[bias.Values.Length]));
        var back = graph.AddNamed($"{name}_rounded");
        Dequantize($"{back.Name}_dequantize", [integers, scale, zero], 0, back);
        BiasPlace.Set(new(bias.Node, bias.Input), back);
    }

    /// <summary>The integers' range ends where the activation function would cut, so its producer's rounding does its work.</summary>
    void Absorb(Node follower)
    {
        var (before, after) = (follower.Input(0)!, follower.Output(0)!);
        Graph.ReplaceUses(after, before);
        graph.Remove(follower);
    }

    void Dequantize(string name, Value[] inputs, int? axis, Value output)
    {
        var node = graph.AddNode("DequantizeLinear");
        node.Name = name;
        if (axis is { } a) node.Attributes.Set(new IntAttribute("axis", a));
        Connect(node, inputs, output);
    }

    static void Connect(Node node, Value[] inputs, Value output)
    {
        for (var i = 0; i < inputs.Length; i++) node.SetInput(i, inputs[i]);
        node.SetOutput(0, output);
    }

    static Tensor Zero(ElementType type, IReadOnlyList<long> shape, int zeroPoint)
    {
        var bytes = new byte[Tensor.CountOf(shape)];
        bytes.AsSpan().Fill(unchecked((byte)zeroPoint));
        return new Tensor(type, shape, bytes);
    }
}
