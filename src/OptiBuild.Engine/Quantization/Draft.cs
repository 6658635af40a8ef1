using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Numerics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization;

/// <summary>All that takes time to decide, done once: scales of activations and rounded weights, for a placement and for any with more operators in float.</summary>
/// <remarks>
/// A layer's scales depend on its own input alone, so they hold when other layers become float. A group of activations that falls apart
/// keeps the parameters it had as a whole: a little wider than needed, never too narrow.
/// </remarks>
sealed record Draft(Model Model, Placement Placement, Target Target, Activations Seen)
{
    /// <summary>Of every activation that the placement turns into integers.</summary>
    public required IReadOnlyDictionary<Value, Affine> Parameters { get; init; }

    /// <summary>Every weight that becomes integers, by who reads it.</summary>
    public required IReadOnlyDictionary<Use, Rounded> Rounded { get; init; }

    /// <inheritdoc cref="Activations.Means"/>
    public required IReadOnlyDictionary<Node, double[]> Means { get; init; }

    /// <param name="source">Null to round every weight to its nearest level.</param>
    /// <param name="range">Which coarser levels are made beside the finest.</param>
    public static Draft Of((Model Model, Placement Placement) of, Target target, Activations seen, (LevelRange Range, MomentSource? Source) by)
    {
        var (model, placement) = of;
        var parameters = seen.Groups.SelectMany(g => Each(g, seen.Parameters(g, target.Activations))).ToDictionary(p => p.Key, p => p.Value);
        var layers = model.Graph.Nodes.Where(n => placement.ReadsIntegers(n) || StoredWeights.Stores(n, placement)).Select(n => (Node: n, Rule: OpRules.Of(n) as Weighted))
            .Where(l => l.Rule is not null && GivenWeight.Of(l.Node, l.Rule) is null).ToDictionary(l => l.Node, l => Layer(l.Node, l.Rule!));
        return new(model, placement, target, seen)
        {
            Parameters = parameters,
            Rounded    = LayerRounding.Of(layers, new(target.Weights.Max, by.Range), by.Source).Select(r => KeyValuePair.Create(new Use(r.Key, ((Weighted)OpRules.Of(r.Key)!).Weight), r.Value))
                .Concat(RecurrentRounding.Of(model.Graph, placement, target, by)).Concat(StoredWeights.Of(model.Graph, placement, by)).ToDictionary(r => r.Key, r => r.Value),
            Means      = seen.Means,
        };

        LayerWeight Layer(Node node, Weighted rule)
        {
            var layer = WeightedPlan.Layer(node, rule, target, placement.IsInt8(node) ? parameters[node.Input(rule.Data)!].Scale : 0);
            return placement.Dynamic.Contains(node) ? DynamicProducts.Layer(layer, node, target) with { Block = placement.Dynamic.Block } : layer;
        }
    }

    /// <summary>The same for a copy of the model, which may be changed, and another placement.</summary>
    /// <param name="placement">On this draft's model.</param>
    public Draft Copy(Placement placement)
    {
        var copy = Model.Clone();
        var nodes = Nodes(Model).Zip(Nodes(copy)).ToDictionary(p => p.First, p => p.Second);
        var existing = Placement.Existing == Existing.None ? Existing.None : Existing.Of(copy.Graph, Target.Activations);
        return new(copy, placement.On(nodes, existing), Target, Seen)
        {
            Parameters = Parameters.ToDictionary(p => copy.Graph.Find(p.Key.Name)!, p => p.Value),
            Rounded    = Rounded.ToDictionary(r => r.Key with { Node = nodes[r.Key.Node] }, r => r.Value),
            Means      = Means.ToDictionary(m => nodes[m.Key], m => m.Value),
        };
    }

    /// <summary>Whether a placement turns only such activations into integers as were looked at.</summary>
    public bool Covers(Placement placement) => ActivationGroups.Of(Model.Graph, placement).All(g => g.Given is not null || g.Values.Any(Parameters.ContainsKey));

    public Affine ParametersOf(ActivationGroup group) =>
        group.Given is { } given ? given.Affine : Parameters[group.Values.First(Parameters.ContainsKey)];

    static IEnumerable<Node> Nodes(Model model) => model.Graph.WithSubgraphs().SelectMany(g => g.Nodes);

    static IEnumerable<KeyValuePair<Value, Affine>> Each(ActivationGroup group, Affine parameters) => group.Values.Select(v => KeyValuePair.Create(v, parameters));
}
