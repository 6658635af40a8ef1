using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Placing;

/// <summary>Which nodes run in int8, and for every other node why it does not.</summary>
public sealed class Placement
{
    const string KeptReason = "KeepFloat names it";
    const string QuantizationNone = "Quantization=none";
    const string InSubgraph = "it lies in a subgraph, whose values calibration does not see";

    readonly HashSet<Node> int8 = [];
    readonly HashSet<Node> kept = [];
    readonly Dictionary<Node, string> reasons = [];

    Placement(Existing existing) => Existing = existing;

    /// <summary>What is quantized already and not touched again.</summary>
    public Existing Existing { get; }

    public IReadOnlyCollection<Node> Int8 => int8;

    /// <summary>What computes with integers whose scales are taken in each run, beside those.</summary>
    public DynamicPlacement Dynamic { get; private set; } = DynamicPlacement.None;

    /// <summary>False for nodes whose weights the user wants untouched.</summary>
    public bool MayStore(Node node) => !kept.Contains(node);

    public bool IsInt8(Node? node) => node is not null && int8.Contains(node);

    /// <summary>Why a node stays in float; null for one that runs in int8.</summary>
    public string? Reason(Node node) => int8.Contains(node) ? null : Existing.WhyKeptAsItIs(node) ?? Dynamic.WhyNot(node) ?? reasons.GetValueOrDefault(node, "its operator has no int8 rule");

    /// <summary>The placement that the options ask for.</summary>
    /// <param name="cost">What placements of this graph take; null where no sample was there to tell sizes.</param>
    public static Placement For(Graph graph, Options options, CostModel? cost)
    {
        var keepFloat = KeepFloat.Matcher(options.KeepFloat);
        var existing = options.Quantization == QuantizationMode.None ? Existing.None : Existing.Of(graph, Targets.ByName[options.TargetCpu].Activations);
        var placement = options.Quantization switch
        {
            QuantizationMode.None    => Float(graph, _ => true, QuantizationNone, existing),
            QuantizationMode.Weights => Float(graph, keepFloat, "Quantization=weights computes in float", existing),
            QuantizationMode.Blocks4 => Float(graph, keepFloat, "Quantization=blocks4 computes in float what has no kernel for 4-bit weights", existing),
            _ when cost is null      => Plan(graph, keepFloat, existing),
            _                        => CheapestPlacement.Find(graph, Plan(graph, keepFloat, existing), cost),
        };
        placement.Dynamic = DynamicPlacement.Of(graph, placement, options, cost);
        return placement;
    }

    /// <summary>Weighted operators run in int8; what lies between them follows where nothing has to be converted back and forth.</summary>
    public static Placement Plan(Graph graph, Func<Node, bool> keepFloat) => Plan(graph, keepFloat, Existing.None);

    /// <summary>The same among operators that are quantized already.</summary>
    public static Placement Plan(Graph graph, Func<Node, bool> keepFloat, Existing existing)
    {
        var placement = new Placement(existing);
        foreach (var node in graph.Nodes) placement.Admit(node, keepFloat);
        placement.Leave(graph.WithSubgraphs().Skip(1), keepFloat, InSubgraph);
        placement.Dismiss(placement.int8);
        return placement;
    }

    /// <summary>Nothing runs in int8.</summary>
    static Placement Float(Graph graph, Func<Node, bool> keepFloat, string reason, Existing existing)
    {
        var placement = new Placement(existing);
        placement.Leave(graph.WithSubgraphs(), keepFloat, reason);
        return placement;
    }

    void Leave(IEnumerable<Graph> graphs, Func<Node, bool> keepFloat, string reason)
    {
        foreach (var node in graphs.SelectMany(g => g.Nodes))
        {
            var isKept = keepFloat(node);
            reasons[node] = isKept && reason != QuantizationNone ? KeptReason : reason;
            if (isKept) kept.Add(node);
        }
    }

    /// <summary>The same with some more nodes in float, and whatever cannot run in int8 without them.</summary>
    public Placement Without(IReadOnlyCollection<Node> nodes, string reason)
    {
        var other = new Placement(Existing) { Dynamic = Dynamic.Without(nodes, reason) };
        other.int8.UnionWith(int8);
        other.kept.UnionWith(kept);
        foreach (var (node, why) in reasons) other.reasons[node] = why;
        other.Withdraw(nodes, reason);
        return other;
    }

    /// <summary>Like <see cref="Without"/>, but in place.</summary>
    /// <returns>All that went to float; <see cref="Return"/> takes it back.</returns>
    internal IReadOnlyList<Node> Withdraw(IReadOnlyCollection<Node> nodes, string reason)
    {
        var left = nodes.Where(int8.Remove).ToList();
        foreach (var node in left) reasons[node] = reason;
        left.AddRange(Dismiss(left.SelectMany(Dependents)));
        return left;
    }

    /// <summary>Makes a withdrawal undone.</summary>
    internal void Return(IReadOnlyList<Node> left)
    {
        foreach (var node in left)
        {
            int8.Add(node);
            reasons.Remove(node);
        }
    }

    /// <summary>The nodes whose place may depend on whether <paramref name="node"/> runs in int8: those it reads from, those beside it, those that read it.</summary>
    static IEnumerable<Node> Dependents(Node node) =>
        node.Inputs.OfType<Value>().SelectMany(x => x.Uses.Select(u => u.Node).Append(x.Producer)).Concat(node.Outputs.OfType<Value>().SelectMany(y => y.Uses).Select(u => u.Node)).OfType<Node>();

    /// <summary>The same with some nodes not only computing in float but keeping their float weights too.</summary>
    public Placement Untouched(IReadOnlyCollection<Node> nodes, string reason)
    {
        var other = Without(nodes, reason);
        other.kept.UnionWith(nodes);
        foreach (var node in nodes) other.reasons[node] = reason;
        return other;
    }

    /// <summary>The same on a copy of the graph.</summary>
    /// <param name="existing">What is quantized already in the copy.</param>
    public Placement On(IReadOnlyDictionary<Node, Node> copies, Existing existing)
    {
        var other = new Placement(existing) { Dynamic = Dynamic.On(copies) };
        other.int8.UnionWith(int8.Select(n => copies[n]));
        other.kept.UnionWith(kept.Select(n => copies[n]));
        foreach (var (node, why) in reasons)
            if (copies.TryGetValue(node, out var copy)) other.reasons[copy] = why;
        return other;
    }

    /// <summary>An int8 node's output that no int8 node has to read stays float where the kernel can hand out float.</summary>
    public bool HandsOutFloat(Node node) =>
        OpRules.Of(node) is Weighted { FloatOutput: FloatOutput.Possible } && node.Output(0) is { } y && IsOnlyReadAsFloat(y);

    /// <summary>Nobody needs integers behind it.</summary>
    bool IsOnlyReadAsFloat(Value value) => value.IsGraphOutput || !value.Uses.Any(NeedsIntegers);

    /// <summary>Computes with integers, whenever their scales are taken.</summary>
    public bool ReadsIntegers(Node node) => IsInt8(node) || Dynamic.Contains(node);

    bool ReadsIntegers(Use use) => IsInt8(use.Node) || Existing.Quantizes(use);

    /// <summary>Places and sizes are not what integers of activations are.</summary>
    bool NeedsIntegers(Use use) => IsInt8(use.Node) && OpRules.Of(use.Node) is not Reads || Existing.Quantizes(use);

    bool GivesIntegers(Value value) => IsInt8(value.Producer) && OpRules.Of(value.Producer!) is not Reads || Existing.IsDequantized(value);

    /// <summary>The int8 node whose kernel does this follower's work, if one does.</summary>
    public Node? Leader(Node node) =>
        OpRules.Of(node) is Follows && IsInt8(node) ? node.Input(0)!.Producer : null;

    void Admit(Node node, Func<Node, bool> keepFloat)
    {
        if (Existing.IsKept(node)) kept.Add(node);
        else if (keepFloat(node))
        {
            kept.Add(node);
            reasons[node] = KeptReason;
        }
        else if (OpRules.Of(node) is not { } rule) return;
        else if (rule.Declines(node) is { } declined) reasons[node] = declined;
        else if (rule is Weighted w && WhyNotWeighted(node, w) is { } why) reasons[node] = why;
        else if (rule is Weighted or Computes && node.Inputs.FirstOrDefault(v => v is { IsConstant: true } && !Constants.AreFinite(v.Data)) is { } odd) reasons[node] = $"'{odd.Name}' holds infinities or NaN";
        else int8.Add(node);
    }

    string? WhyNotWeighted(Node node, Weighted rule)
    {
        if (Existing.Declines(node.Input(rule.Data)) is { } why) return why;
        if (Existing != Existing.None && GivenWeight.Of(node, rule) is not null) return null;
        if (node.Input(rule.Weight) is not { IsConstant: true, Data.Type: ElementType.Float }) return "its weight is not a float constant";
        return rule.Bias is { } bias && node.Input(bias) is { IsConstant: false } ? "its bias is computed" : null;
    }

    /// <summary>Sends to float what only runs in int8 among others and has lost them, in rounds, until nothing more has to leave.</summary>
    /// <returns>All that left.</returns>
    List<Node> Dismiss(IEnumerable<Node> doubtful)
    {
        var all = new List<Node>();
        for (var leaving = Leaving(doubtful); leaving.Length > 0; leaving = Leaving(leaving.SelectMany(p => Dependents(p.Node))))
            foreach (var (node, why) in leaving)
            {
                int8.Remove(node);
                reasons[node] = why;
                all.Add(node);
            }
        return all;
    }

    (Node Node, string Why)[] Leaving(IEnumerable<Node> doubtful) =>
        [.. doubtful.Where(int8.Contains).Distinct().Select(n => (n, Why: WhyNot(n)!)).Where(p => p.Why is not null)];

    string? WhyNot(Node node) => OpRules.Of(node) switch
    {
        Weighted       => null,
        Follows        => WhyNotFollowing(node),
        Moves          => WhyNotAmongInt8(node, [0]),
        Reads          => WhyNotReading(node),
        Bounded        => WhyNotAmongInt8(node, [0]),
        Computes c     => WhyNotAmongInt8(node, c.Inputs.Length > 0 ? c.Inputs : [.. Enumerable.Range(0, node.Inputs.Count)]),
        var other      => throw new InvalidOperationException($"{other} is no row of OpRules.ByOp."),
    };

    string? WhyNotFollowing(Node node)
    {
        if (node.Input(0) is not { } x || !IsInt8(x.Producer) || OpRules.Of(x.Producer!) is Follows or Moves or Reads) return "nothing in int8 stands before it";
        if (x.Uses.Count > 1 || x.IsGraphOutput) return $"'{x.Name}' is also read without it";
        if (ClipRange.Of(node) is not { } range) return "its bounds are computed";
        if (range.Min > 0 || range.Max <= 0) return "its range does not contain 0";
        return HandsOutFloatThrough(node, x.Producer!) ? "what follows is float" : null;
    }

    /// <summary>A matrix product followed by an activation that only float reads: better both in float from the product's output on.</summary>
    bool HandsOutFloatThrough(Node follower, Node leader) =>
        OpRules.Of(leader) is Weighted { FloatOutput: FloatOutput.Possible } && follower.Output(0) is { } y && IsOnlyReadAsFloat(y);

    string? WhyNotAmongInt8(Node node, int[] inputs)
    {
        foreach (var x in inputs.Select(node.Input).OfType<Value>())
            if (!(x.Data is { Type: ElementType.Float } && x.IsConstant) && !GivesIntegers(x)) return $"its input '{x.Name}' is float";
        if (inputs.All(i => node.Input(i) is not { IsConstant: false })) return "its inputs are constant";
        var results = OpRules.Results(node);
        if (node.Outputs.Count(o => o is not null) > results.Count) return "it has several outputs";
        if (results.Any(y => y.IsGraphOutput)) return "its output is an output of the model";
        return results.FirstOrDefault(y => y.Uses.Count == 0 || !y.Uses.All(ReadsIntegers)) is { } read ? $"'{read.Name}' is read by float operators" : null;
    }

    /// <summary>Nothing becomes integers for the sake of such an operator alone.</summary>
    string? WhyNotReading(Node node) =>
        node.Input(0) is not { } x || !GivesIntegers(x) ? $"its input '{node.Input(0)}' is float"
        : HandsOutFloat(x.Producer!)                      ? $"its input '{x.Name}' is handed out as float"
        : null;
}
