using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>What a graph has to get so that some units are gone. Values and nodes are meant by name and place, so that it fits any copy of the model.</summary>
/// <param name="Constants">New data by name.</param>
/// <param name="Shrunk">Values whose shapes are not what the file says any more.</param>
sealed record ChannelEdit(IReadOnlyDictionary<string, Tensor> Constants, IReadOnlyList<NodeEdit> Nodes, IReadOnlyCollection<string> Shrunk);

/// <param name="Node">Its number in the graph.</param>
/// <param name="Input">Target of a Reshape or sizes of a Split; null where they stay.</param>
/// <param name="Groups">Of a convolution; null where they stay.</param>
sealed record NodeEdit(int Node, Tensor? Input, long? Groups);

/// <summary>Takes units out of a graph.</summary>
static class ChannelRemoval
{
    /// <param name="removed">Sets of the units.</param>
    /// <param name="fitted">Constants with new values, in their old sizes.</param>
    public static ChannelEdit Plan(ChannelMap map, IReadOnlySet<int> removed, IReadOnlyDictionary<Value, Tensor> fitted)
    {
        var kept = new Kept(map.Entries, removed);
        var constants = fitted.ToDictionary(f => f.Key.Name, f => f.Value);
        var shrunk = new List<string>();
        foreach (var places in map.Entries.Places.Where(p => kept.Changes(p.Value, p.Axis)).GroupBy(p => p.Value, p => p.Axis))
            if (places.Key.Data is { } data) constants[places.Key.Name] = places.Aggregate(constants.GetValueOrDefault(places.Key.Name, data), (t, axis) => Only(t, axis, kept.Entries(places.Key, axis)));
            else shrunk.Add(places.Key.Name);
        return new(constants, [.. map.Graph.Nodes.Select((n, i) => Edit(n, i, kept)).OfType<NodeEdit>()], shrunk);
    }

    public static void Apply(Graph graph, ChannelEdit edit)
    {
        foreach (var (name, data) in edit.Constants)
        {
            var value = graph.Own(name)!;
            value.Data = data;
            value.Type = TensorType.Of(data);
        }
        var nodes = graph.Nodes.ToArray();
        foreach (var change in edit.Nodes)
        {
            var node = nodes[change.Node];
            if (change.Groups is { } groups) node.Attributes.Set(new IntAttribute("group", groups));
            if (change.Input is not { } input) continue;
            node.Attributes.Remove("num_outputs");
            node.SetInput(1, graph.AddConstant($"{node.Label}_pruned", input));
        }
        foreach (var value in edit.Shrunk.Select(n => graph.Own(n)!))
            if (value.Type is TensorType type) value.Type = type with { Shape = null };
    }

    /// <summary>What is left along axes.</summary>
    sealed class Kept(EntrySets entries, IReadOnlySet<int> removed)
    {
        public bool Changes(Value value, int axis)
        {
            foreach (var id in entries.Of(value, axis))
                if (removed.Contains(entries.Root(id))) return true;
            return false;
        }

        public bool Changes(Value value) => Enumerable.Range(0, entries.Sizes(value)?.Length ?? 0).Any(a => Changes(value, a));

        public long[] Sizes(Value value) => entries.Sizes(value)!;

        public int[] Entries(Value value, int axis)
        {
            int[] ids = [.. entries.Of(value, axis)];
            return [.. Enumerable.Range(0, ids.Length).Where(i => !removed.Contains(entries.Root(ids[i])))];
        }

        public long Size(Value value, int axis) => entries.Of(value, axis).IsEmpty ? entries.Sizes(value)![axis] : Entries(value, axis).Length;
    }

    static NodeEdit? Edit(Node node, int number, Kept kept)
    {
        if (node.Domain.Length > 0) return null;
        return node.OpType switch
        {
            "Reshape" when kept.Changes(node.Output(0)!)                                                => new(number, Target(node, kept), null),
            "Split" when node.Outputs.OfType<Value>().Any(kept.Changes)                                 => Sizes(node, kept) is { } s ? new(number, s, null) : null,
            "Conv" when node.Attributes.Int("group", 1) > 1 && kept.Changes(node.Output(0)!, 1)         => new(number, null, Groups(node, kept)),
            _                                                                                           => null,
        };
    }

    /// <summary>0 means as many as the input has, −1 what is left.</summary>
    static Tensor Target(Node reshape, Kept kept)
    {
        var (x, y) = (reshape.Input(0)!, reshape.Output(0)!);
        var target = reshape.Input(1)!.Data!.Span<long>().ToArray();
        for (var axis = 0; axis < target.Length; axis++)
            if (target[axis] > 0 || target[axis] == 0 && kept.Changes(y, axis) && (!kept.Changes(x, axis) || kept.Size(x, axis) != kept.Size(y, axis))) target[axis] = kept.Size(y, axis);
        return Tensor.Int64s([target.Length], target);
    }

    static Tensor? Sizes(Node split, Kept kept)
    {
        var axis = Quantization.Ops.Axis.Of((int)split.Attributes.Int("axis", 0), kept.Sizes(split.Input(0)!));
        return kept.Changes(split.Input(0)!, axis) ? Tensor.Int64s([split.Outputs.Count], [.. split.Outputs.Select(o => kept.Size(o!, axis))]) : null;
    }

    static long Groups(Node conv, Kept kept)
    {
        var outputs = conv.Input(1)!.Data!.Shape[0];
        return kept.Size(conv.Output(0)!, 1) / (outputs / conv.Attributes.Int("group", 1));
    }

    /// <summary>Some entries along an axis.</summary>
    static Tensor Only(Tensor tensor, int axis, int[] kept)
    {
        var inner = (int)Tensor.CountOf([.. tensor.Shape.Skip(axis + 1)]);
        var (size, block) = ((int)tensor.Shape[axis], inner * (int)(tensor.Data.Length / tensor.Count));
        var outer = (int)(tensor.Data.Length / ((long)size * block));
        var from = tensor.Data.Span;
        var to = new byte[(long)outer * kept.Length * block];
        for (var o = 0; o < outer; o++)
            for (var i = 0; i < kept.Length; i++) from.Slice((o * size + kept[i]) * block, block).CopyTo(to.AsSpan((o * kept.Length + i) * block));
        return new(tensor.Type, [.. tensor.Shape.Select((s, a) => a == axis ? kept.Length : s)], to);
    }
}
