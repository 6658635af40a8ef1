using System.Runtime.InteropServices;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
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
        BiasPlace.Of(node) is not null && node.Input(rule.Weight) is { IsConstant: true, Data.Type: ElementType.Float } && rule.Declines(node) is null;

    /// <summary>The plan for one placement.</summary>
    /// <param name="source">Null to round every weight to its nearest level.</param>
    public static QuantizationPlan Plan(Model model, Placement placement, Target target, Activations seen, MomentSource? source) =>
        Plan(Draft.Of((model, placement), target, seen, (LevelRange.None, source)), placement);

    /// <summary>The plan for the placement of a draft, or for one with more operators in float: nothing is rounded again.</summary>
    internal static QuantizationPlan Plan(Draft draft, Placement placement)
    {
        var (graph, target, rounded) = (draft.Model.Graph, draft.Target, draft.Rounded);
        var activations = ActivationGroups.Of(graph, placement).Select(g => new ActivationPlan(g, draft.ParametersOf(g))).ToArray();
        var scales = activations.SelectMany(a => a.Group.Values.Select(v => (v, a.Parameters.Scale))).ToDictionary(p => p.v, p => p.Scale);

        WeightedPlan[] weighted = [.. graph.Nodes.Where(n => placement.IsInt8(n) && Rounded(n) is not null).Select(n => Weighted(n, (Weighted)OpRules.Of(n)!))];
        var givenBiases = graph.Nodes.Where(placement.IsInt8).Select(n => OpRules.Of(n) is Weighted rule && GivenWeight.Of(n, rule) is { } given ? given.Bias(n, rule, scales[n.Input(rule.Data)!]) : null);
        var operands = graph.Nodes.Where(placement.IsInt8).SelectMany(n => OpRules.Of(n) is Computes rule ? Operands(n, rule).Select(i => PlanOperand(n, i, target.Activations)) : []);
        return new(placement, target, activations,
            [.. weighted.Select(w => w.Weight), .. operands],
            [.. weighted.Select(w => w.Bias).Concat(givenBiases).OfType<BiasPlan>()],
            [.. weighted.Select(w => w.FloatBias).OfType<FloatBias>().Where(b => !placement.IsInt8(b.Place.Node))],
            StoredWeights.Plan(graph, placement, rounded, draft.Means), Guards.Needed(graph, placement))
        {
            Dynamic = [.. graph.Nodes.Where(n => RecurrentRounding.IsRecurrent(n, placement)).Select(n => RecurrentRounding.Plan(n, rounded[new(n, Lstm.W)], rounded[new(n, Lstm.R)])),
                .. DynamicProducts.Plan(graph.Nodes.Where(n => placement.Dynamic.Contains(n) && Rounded(n) is not null).Select(n => (n, Rounded(n)!)), draft.Means)],
        };

        Rounded? Rounded(Node node) => OpRules.Of(node) is Weighted rule ? rounded.GetValueOrDefault(new(node, rule.Weight)) : null;

        WeightedPlan Weighted(Node node, Weighted rule) => WeightedPlan.Of(node, rule, target, (Rounded(node)!, scales[node.Input(rule.Data)!], draft.Means.GetValueOrDefault(node, [])));
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
