using OptiBuild.Onnx;

namespace OptiBuild.Benchmarks.Operators;

/// <summary>The same operator several times in a row, in float or between QuantizeLinear and DequantizeLinear.</summary>
sealed class OperatorChain
{
    const float ActivationScale = 0.02f, WeightScale = 0.001f;
    const byte ActivationZero = 100;

    readonly OperatorCase what;
    readonly Graph graph = new("chain");

    OperatorChain(OperatorCase what) => this.what = what;

    public static byte[] Of(OperatorCase what, int length, Arithmetic arithmetic)
    {
        var chain = new OperatorChain(what);
        if (arithmetic == Arithmetic.Float) chain.AddFloat(length);
        else chain.AddInt8(length);
        var model = new Model(chain.graph) { IrVersion = 8 };
        model.Opsets.Add(new OpsetImport("", 17));
        return ModelWriter.ToBytes(model);
    }

    void AddFloat(int length)
    {
        var value = Input();
        var weight = graph.AddConstant("w", Tensor.Of<float>(ElementType.Float, what.Weight, [.. Integers().Select(q => q * WeightScale)]));
        for (var i = 0; i < length; i++) value = Operator(value, weight);
        graph.Outputs.Add(value);
    }

    void AddInt8(int length)
    {
        Value[] activation = [graph.AddConstant("xs", Tensor.Floats([], ActivationScale)), graph.AddConstant("xz", Tensor.Of<byte>(ElementType.UInt8, [], [ActivationZero]))];
        var channels = what.Weight[what.Operator == "Conv" ? 0 : 1];
        var weight = Add("DequantizeLinear", graph.AddConstant("w", Tensor.Of<sbyte>(ElementType.Int8, what.Weight, Integers())),
            graph.AddConstant("ws", Tensor.Of<float>(ElementType.Float, [channels], [.. Enumerable.Repeat(WeightScale, (int)channels)])),
            graph.AddConstant("wz", Tensor.Of<sbyte>(ElementType.Int8, [channels], new sbyte[channels])));
        weight.Producer!.Attributes.Set(new IntAttribute("axis", what.Operator == "Conv" ? 0 : 1));
        var value = Add("QuantizeLinear", [Input(), .. activation]);
        for (var i = 0; i < length; i++)
            value = Add("QuantizeLinear", [Operator(Add("DequantizeLinear", [value, .. activation]), weight), .. activation]);
        graph.Outputs.Add(Add("DequantizeLinear", [value, .. activation]));
    }

    Value Input()
    {
        var input = graph.Add("x", new TensorType(ElementType.Float, new Shape([.. what.Shape.Select(d => (Dimension)d)])));
        graph.Inputs.Add(input);
        return input;
    }

    Value Operator(Value data, Value weight)
    {
        var result = Add(what.Operator, data, weight);
        if (what.Operator != "Conv") return result;
        var pad = what.Weight[2] / 2;
        result.Producer!.Attributes.Set(new IntsAttribute("pads", [pad, pad, pad, pad]));
        result.Producer.Attributes.Set(new IntAttribute("group", what.Group));
        return result;
    }

    Value Add(string operation, params Value[] inputs)
    {
        var node = graph.AddNode(operation);
        for (var i = 0; i < inputs.Length; i++) node.SetInput(i, inputs[i]);
        node.SetOutput(0, graph.AddNamed($"v{graph.Nodes.Count}"));
        return node.Output(0)!;
    }

    /// <summary>Weights whose values do not matter, as long as they are neither zero nor alike.</summary>
    sbyte[] Integers() => [.. Enumerable.Range(0, (int)what.Weights).Select(i => (sbyte)(i * 37 % 127 - 63))];
}
