using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

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
    public double Of(Placement placement) => graph.Nodes.Sum(n => Kernel(n, placement)) + Conversions(placement) + Guards.Needed(graph, placement).Sum(Guard);

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
        var perOutput = weight.Count / weight.Shape[Axis.Of(rule.ChannelAxis(node), weight.Shape)];
        var isDepthwise = node.Attributes.Int("group", 1) > 1 && weight.Shape[1] == 1;
        var multiply = isDepthwise ? kernels.Depthwise : kernels.Multiply;
        return kernels.Node + Math.Max(Out(node) * perOutput * multiply, weight.Count * kernels.Weight);
    }

    double Conversions(Placement placement)
    {
        var total = 0.0;
        foreach (var value in ActivationGroups.Of(graph, placement).SelectMany(g => g.Values))
        {
            if (placement.Existing.Parameters(value) is not null) continue;
            if (!placement.IsInt8(value.Producer)) total += Conversion(value);
            else if (value.IsGraphOutput || value.Uses.Any(u => !placement.IsInt8(u.Node))) total += Conversion(value);
        }
        return total + Existing(placement);
    }

    /// <summary>Conversions that the model already has cost nothing where operators on both sides take integers.</summary>
    double Existing(Placement placement)
    {
        var existing = placement.Existing;
        bool IsInteger(Node? node) => placement.IsInt8(node) || existing.IsKept(node);
        var read = existing.Dequantized.Where(v => v.IsGraphOutput || v.Uses.Any(u => !IsInteger(u.Node)));
        var written = existing.Quantized.Where(v => !IsInteger(v.Producer) || v.Uses.Any(u => !IsInteger(u.Node)));
        return read.Concat(written).Sum(Conversion);
    }

    double Conversion(Value value) => costs.ConvertNode + costs.Convert * profile.Elements(value);

    double Guard(Node node) => costs.Float.Node + costs.Float.Element * profile.Elements(node.Input(0)!);

    long Out(Node node) => node.Output(0) is { } y ? profile.Elements(y) : 0;
}
