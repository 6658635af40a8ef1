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
        var corrected = graph.Nodes.Where(n => placement.MayStore(n) && OpRules.Of(n) is Weighted rule && Corrects(n, rule));
        return new(ActivationGroups.Of(graph, placement), corrected.ToDictionary(n => n, n => n.Input(((Weighted)OpRules.Of(n)!).Data)!));
    }

    /// <summary>Has a bias, or room for one, that can take back what rounding its weight shifts.</summary>
    static bool Corrects(Node node, Weighted rule) =>
        rule.Bias is { } bias && node.Input(bias) is not { IsConstant: false }
        && node.Input(rule.Weight) is { IsConstant: true, Data.Type: ElementType.Float } && rule.Declines(node) is null;

    public static QuantizationPlan Plan(Model model, Placement placement, Target target, Activations seen)
    {
        var activations = seen.Groups.Select(g => new ActivationPlan(g, seen.Parameters(g, target.Activations))).ToArray();
        var parameters = activations.SelectMany(a => a.Group.Values.Select(v => (v, a.Parameters))).ToDictionary(p => p.v, p => p.Parameters);
        var weights = new List<WeightPlan>();
        var biases = new List<BiasPlan>();
        foreach (var node in model.Graph.Nodes.Where(placement.IsInt8))
            switch (OpRules.Of(node))
            {
                case Weighted rule when GivenWeight.Of(node, rule) is { } given:
                    if (given.Bias(node, rule, parameters[node.Input(rule.Data)!].Scale) is { } stored) biases.Add(stored);
                    break;
                case Weighted rule:
                    var (weight, bias) = WeightedPlan.Of(node, rule, target, new LayerInput(parameters[node.Input(rule.Data)!].Scale, seen.Means.GetValueOrDefault(node, [])));
                    weights.Add(weight);
                    if (bias is not null) biases.Add(bias);
                    break;
                case Computes rule:
                    weights.AddRange(Operands(node, rule).Select(i => PlanOperand(node, i, target.Activations)));
                    break;
            }
        return new(placement, target, activations, weights, biases, StoredWeights.Plan(model.Graph, placement, seen.Means), Guards.Needed(model.Graph, placement));
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
