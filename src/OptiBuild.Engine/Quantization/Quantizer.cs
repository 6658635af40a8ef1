using System.Runtime.InteropServices;
using OptiBuild.Engine.Calibration;
using OptiBuild.Numerics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>Decides scales, zero points and integers for everything a placement quantizes.</summary>
public static class Quantizer
{
    /// <summary>What has to be known of the activations before anything can be planned.</summary>
    public static Wanted Wants(Graph graph, Placement placement)
    {
        var means = graph.Nodes.Where(placement.IsInt8).Select(n => (Node: n, Rule: OpRules.Of(n) as Weighted)).Where(p => p.Rule?.Bias is not null);
        return new(ActivationGroups.Of(graph, placement), means.GroupBy(p => p.Node.Input(p.Rule!.Data)!).ToDictionary(g => g.Key, g => g.First().Rule!.DataChannelAxis));
    }

    public static QuantizationPlan Plan(Model model, Placement placement, Target target, Activations seen)
    {
        var activations = seen.Groups.Select(g => new ActivationPlan(g, seen.Parameters(g, target.Activations))).ToArray();
        var parameters = activations.SelectMany(a => a.Group.Values.Select(v => (v, a.Parameters))).ToDictionary(p => p.v, p => p.Parameters);
        var weights = new List<WeightPlan>();
        var biases = new List<BiasPlan>();
        foreach (var node in model.Graph.Nodes.Where(placement.IsInt8))
            switch (OpRules.Of(node))
            {
                case Weighted rule:
                    var data = node.Input(rule.Data)!;
                    var (weight, bias) = WeightedPlan.Of(node, rule, target, new LayerInput(parameters[data].Scale, seen.Means.GetValueOrDefault(data, [])));
                    weights.Add(weight);
                    if (bias is not null) biases.Add(bias);
                    break;
                case Computes rule:
                    weights.AddRange(Operands(node, rule).Select(i => PlanOperand(node, i, target.Activations)));
                    break;
            }
        return new(placement, target, activations, weights, biases, StoredWeights.Plan(model.Graph, placement));
    }

    /// <summary>A constant operand of an addition or product: asymmetric like the activations around it, by its own range.</summary>
    static WeightPlan PlanOperand(Node node, int input, Scheme scheme)
    {
        var values = node.Input(input)!.Data!.Span<float>();
        var parameters = values.IsEmpty ? Affine.Asymmetric(0, 0, scheme.Min, scheme.Max)
            : Affine.Asymmetric(System.Numerics.Tensors.TensorPrimitives.Min(values), System.Numerics.Tensors.TensorPrimitives.Max(values), scheme.Min, scheme.Max);
        var back = new float[values.Length];
        parameters.RoundTrip(values, back);
        var sqnr = Numerics.Metrics.Sqnr.Db(values, back);
        ReadOnlyMemory<byte> bytes = scheme.Type == ElementType.UInt8 ? Unsigned(values, parameters) : Signed(values, parameters);
        return new WeightPlan(node, input, scheme, null, bytes, [parameters.Scale], parameters.ZeroPoint, sqnr);
    }

    static IEnumerable<int> Operands(Node node, Computes rule) =>
        (rule.Inputs.Length > 0 ? rule.Inputs : Enumerable.Range(0, node.Inputs.Count)).Where(i => node.Input(i) is { IsConstant: true });

    static byte[] Unsigned(ReadOnlySpan<float> values, Affine parameters)
    {
        var q = new byte[values.Length];
        parameters.Quantize(values, q);
        return q;
    }

    static byte[] Signed(ReadOnlySpan<float> values, Affine parameters)
    {
        var q = new sbyte[values.Length];
        parameters.Quantize(values, q);
        return Bytes<sbyte>(q);
    }

    static byte[] Bytes<T>(ReadOnlySpan<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
