using System.Globalization;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Columns of a weight that are multiplied with one unit's entries.</summary>
/// <param name="Columns">Ascending, as moments number them: kernel positions of a channel follow one another.</param>
sealed record UnitRead(Node Reader, int[] Columns);

/// <summary>Entries of several values that stay or go together: a channel with all that knows its number, or a head of an attention.</summary>
/// <param name="Set">Their set in the map.</param>
sealed record ChannelUnit(int Set, IReadOnlyList<UnitRead> Reads);

/// <summary>Units that lie along the same axes.</summary>
/// <param name="Shares">Which share of a node's work is one unit's.</param>
/// <param name="Width">Entries of one unit along the axis where it is made.</param>
sealed record ChannelFamily(IReadOnlyList<ChannelUnit> Units, IReadOnlyDictionary<Node, double> Shares, int Width)
{
    /// <summary>Operators whose weights are multiplied with the units.</summary>
    public IEnumerable<Node> Readers => Units[0].Reads.Select(r => r.Reader);
}

/// <summary>What can be removed from a graph, whole unit by whole unit.</summary>
sealed class ChannelMap
{
    ChannelMap(Graph graph, EntrySets entries) => (Graph, Entries) = (graph, entries);

    public Graph Graph { get; }
    public EntrySets Entries { get; }
    public IReadOnlyList<ChannelFamily> Families { get; private set; } = [];

    /// <param name="keep">Nodes that are left alone.</param>
    public static ChannelMap Of(Model model, Func<Node, bool> keep)
    {
        var graph = model.Graph;
        var entries = new EntrySets(new(InferredShapes.Of(model)));
        foreach (var value in graph.Inputs.Concat(graph.Outputs).Concat(graph.Values.Where(v => v.Uses.Any(u => u.Node.Graph != graph)))) entries.Fix(value);
        foreach (var node in graph.Nodes)
            if (keep(node)) ChannelRules.KeepAll(node, entries);
            else ChannelRules.Apply(node, entries);
        var map = new ChannelMap(graph, entries);
        map.Families = map.Find();
        return map;
    }

    IReadOnlyList<ChannelFamily> Find()
    {
        var reads = Reads();
        var places = Places(reads.Keys);
        return [.. reads.Where(r => r.Value.Count > 0).GroupBy(r => Signature(places[r.Key]), StringComparer.Ordinal)
            .Select(g => new ChannelFamily([.. g.Select(r => new ChannelUnit(r.Key, r.Value))], Shares(places[g.First().Key]), Width(places[g.First().Key])))
            .Where(f => f.Units.Count > 1)];
    }

    /// <summary>By set, in execution order of the first reader.</summary>
    Dictionary<int, List<UnitRead>> Reads()
    {
        var reads = new Dictionary<int, List<UnitRead>>();
        foreach (var node in Graph.Nodes.Where(IsReader))
        {
            var weight = node.Input(1)!;
            var kernel = node.Is("Conv") ? (int)Tensor.CountOf([.. weight.Data!.Shape.Skip(2)]) : 1;
            foreach (var (set, columns) in BySet(Entries.Of(weight, WeightAxis.OfInputs(node))))
            {
                if (!reads.TryGetValue(set, out var list)) reads.Add(set, list = []);
                list.Add(new(node, [.. columns.SelectMany(c => Enumerable.Range(c * kernel, kernel))]));
            }
        }
        return reads;
    }

    static bool IsReader(Node node) => OpRules.Of(node) is Weighted && WeightAxis.Declines(node) is null && !WeightAxis.IsDepthwise(node);

    IEnumerable<KeyValuePair<int, List<int>>> BySet(ReadOnlySpan<int> ids)
    {
        var found = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < ids.Length; i++)
        {
            var root = Entries.Root(ids[i]);
            if (root == EntrySets.Fixed) continue;
            if (!found.TryGetValue(root, out var list)) found.Add(root, list = []);
            list.Add(i);
        }
        return found;
    }

    readonly record struct Place(int Number, Value Value, int Axis, int Count);

    Dictionary<int, List<Place>> Places(IEnumerable<int> sets)
    {
        var places = sets.ToDictionary(s => s, _ => new List<Place>());
        var number = 0;
        foreach (var (value, axis) in Entries.Places.ToArray())
        {
            foreach (var (set, list) in BySet(Entries.Of(value, axis)))
                if (places.TryGetValue(set, out var own)) own.Add(new(number, value, axis, list.Count));
            number++;
        }
        return places;
    }

    static string Signature(List<Place> places) => string.Join(' ', places.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Number}:{p.Count}")));

    Dictionary<Node, double> Shares(List<Place> places)
    {
        var shares = new Dictionary<Node, double>();
        foreach (var place in places)
        {
            var node = place.Value.IsConstant ? place.Value.Uses.Select(u => u.Node).FirstOrDefault(n => IsWeightOf(place.Value, n))
                : OpRules.Of(place.Value.Producer!) is Weighted ? null : place.Value.Producer;
            if (node is not null) shares[node] = Math.Min(1, shares.GetValueOrDefault(node) + place.Count / (double)Entries.Of(place.Value, place.Axis).Length);
        }
        return shares;
    }

    static bool IsWeightOf(Value value, Node node) => OpRules.Of(node) is Weighted rule && node.Input(rule.Weight) == value;

    static int Width(List<Place> places) =>
        places.Where(p => p.Value.Producer is { } n && OpRules.Of(n) is Weighted).Select(p => p.Count).DefaultIfEmpty(1).Max();
}
