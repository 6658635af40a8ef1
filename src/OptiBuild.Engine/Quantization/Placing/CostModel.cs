using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>What a placement takes in all: kernels, and the conversions between int8 and float. Operators that are float in every placement are left out.</summary>
public sealed class CostModel(Graph graph, Profile profile, Costs costs)
{
    /// <summary>Null without samples: sizes are then unknown.</summary>
    public static CostModel? For(Model model, Target target, Samples? samples, Run run)
    {
        if (samples is null) return null;
        var profile = Profile.Measure(model, samples, run);
        Unused.GiveBack();
        return new(model.Graph, profile, target.Costs);
    }

    /// <returns>Nanoseconds for one sample.</returns>
    public double Of(Placement placement) => Sum(graph.Nodes, graph.Nodes, placement);

    /// <summary>The part of <see cref="Of"/> that depends on where these nodes run: what it differs by between two placements that differ in these nodes alone.</summary>
    public double Around(IReadOnlyCollection<Node> nodes, Placement placement) => Sum(nodes, Guards.Near(nodes), placement);

    double Sum(IEnumerable<Node> nodes, IEnumerable<Node> guarded, Placement placement) =>
        nodes.Sum(n => Kernel(n, placement)) + nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)).OfType<Value>().Distinct().Sum(v => Conversion(v, placement))
        + guarded.Where(n => Guards.Needs(n, placement)).Sum(Guard);

    /// <summary>One operator's kernel, without conversions.</summary>
    public double Of(Node node, Placement placement) => Kernel(node, placement);

    double Kernel(Node node, Placement placement)
    {
        var kernels = placement.IsInt8(node) ? costs.Int8 : costs.Float;
        return OpRules.Of(node) switch
        {
            Weighted rule                         => Weighted(node, rule, kernels),
            Follows when placement.IsInt8(node)   => 0,
            Computes or Bounded or Follows        => kernels.Node + kernels.Element * Out(node),
            _                                     => 0,
        };
    }

    double Weighted(Node node, Weighted rule, KernelCosts kernels)
    {
        if (node.Input(rule.Weight)?.Data is not { } weight || weight.Count == 0) return 0;
        var outputs = weight.Shape[Axis.Of(rule.ChannelAxis(node), weight.Shape)];
        var isDepthwise = node.Attributes.Int("group", 1) > 1 && weight.Shape[1] == 1;
        var multiply = isDepthwise ? kernels.Depthwise : kernels.Multiply;
        return (node.Is("Conv") ? kernels.Node : kernels.Product + outputs * kernels.Column) + Math.Max(Out(node) * (weight.Count / outputs) * multiply, weight.Count * kernels.Weight);
    }

    double Conversion(Value value, Placement placement)
    {
        if (placement.Existing.Parameters(value) is not null) return Existing(value, placement);
        if (!ActivationGroups.IsInteger(value, placement)) return 0;
        var isRead = placement.IsInt8(value.Producer) && (value.IsGraphOutput || value.Uses.Any(u => !placement.IsInt8(u.Node)));
        return isRead || !placement.IsInt8(value.Producer) ? Conversion(value) : 0;
    }

    /// <summary>Conversions that the model already has cost nothing where operators on both sides take integers.</summary>
    double Existing(Value value, Placement placement)
    {
        bool IsInteger(Node? node) => placement.IsInt8(node) || placement.Existing.IsKept(node);
        var isFloat = value.Uses.Any(u => !IsInteger(u.Node)) || (placement.Existing.IsDequantized(value) ? value.IsGraphOutput : !IsInteger(value.Producer));
        return isFloat ? Conversion(value) : 0;
    }

    double Conversion(Value value) => costs.ConvertNode + costs.Convert * profile.Elements(value);

    /// <summary>Of an activation, for one sample; 0 where nothing is known.</summary>
    public long Elements(Value value) => profile.Elements(value);

    double Guard(Node node) => costs.Float.Node + costs.Float.Element * profile.Elements(node.Input(0)!);

    long Out(Node node) => node.Output(0) is { } y ? profile.Elements(y) : 0;
}
