using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>Finds the channels of a model that may be renumbered, or scaled, without a change of its answers.</summary>
static class ChannelGroups
{
    /// <returns>In execution order of what makes them; those that have to stay as they are say why.</returns>
    public static IReadOnlyList<ChannelGroup> Find(Model model, Depthwise through)
    {
        var graph = model.Graph;
        var sizes = new KnownSizes(InferredShapes.Of(model));
        var (found, made) = (new List<ChannelGroup>(), new HashSet<Node>());
        foreach (var node in graph.Nodes.Where(n => OpRules.Of(n) is Weighted && WeightAxis.Declines(n) is null))
        {
            if (made.Contains(node) || through == Depthwise.HandsOn && WeightAxis.IsDepthwise(node)) continue;
            var group = new ChannelWalk(graph, sizes, through).From(node);
            if (group.Declined is null) made.UnionWith(group.Constants.Where(c => c.Role == ChannelRole.Makes).Select(c => c.Node));
            found.Add(group);
        }
        return found;
    }
}
