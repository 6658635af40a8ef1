using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Given;

/// <summary>What a model holds in integers before anything is planned: operators to be kept as they are, and parameters to go on with.</summary>
public sealed class Existing
{
    public const string Reason = "already quantized in the model";
    const string MovesReason = "moves integers of the model";
    const string WeightReason = "its weights are already quantized in the model";

    readonly Dictionary<Node, string> kept = [];
    readonly HashSet<Value> integers = [];
    readonly Dictionary<Value, GivenParameters> dequantized = [];
    readonly Dictionary<Value, (Node Node, GivenParameters Parameters)> quantizers = [];

    Existing() { }

    /// <summary>As if nothing was quantized.</summary>
    public static readonly Existing None = new();

    /// <param name="scheme">Of the activations that are to be quantized besides: only integers of its type are gone on with.</param>
    public static Existing Of(Graph graph, Scheme scheme)
    {
        var existing = new Existing();
        foreach (var node in graph.Nodes)
            if (Conversions.Is(node)) existing.AddConversion(node, scheme);
        foreach (var node in graph.Nodes)
            if (existing.WhyKept(node) is { } why) existing.Keep(node, why);
        return existing;
    }

    /// <summary>Why a node is left as it is; null for those that may be quantized.</summary>
    public string? WhyKeptAsItIs(Node? node) => node is null ? null : kept.GetValueOrDefault(node);

    public bool IsKept(Node? node) => WhyKeptAsItIs(node) is not null;

    /// <summary>Activations read back from integers that int8 operators can take as they are.</summary>
    public IReadOnlyCollection<Value> Dequantized => dequantized.Keys;

    /// <summary>Activations that the model turns into integers which int8 operators can give.</summary>
    public IReadOnlyCollection<Value> Quantized => quantizers.Keys;

    public bool IsDequantized(Value? value) => value is not null && dequantized.ContainsKey(value);

    /// <summary>The QuantizeLinear behind an activation; null where there is none to go on with.</summary>
    public Node? Quantizer(Value value) => quantizers.TryGetValue(value, out var q) ? q.Node : null;

    /// <summary>This very use is by a QuantizeLinear to go on with.</summary>
    public bool Quantizes(Use use) => use.Index == 0 && use.Node.Input(0) is { } x && Quantizer(x) == use.Node;

    /// <summary>The parameters an activation already has.</summary>
    public GivenParameters? Parameters(Value value) =>
        dequantized.GetValueOrDefault(value) ?? (quantizers.TryGetValue(value, out var q) ? q.Parameters : null);

    /// <summary>Why a node's input cannot be gone on with; null where it can, or is float.</summary>
    public string? Declines(Value? input) =>
        Conversions.OfActivation(input) is { } source && !IsDequantized(input)
            ? $"the model quantizes its input '{input!.Name}' to {ExistingTypes.Of(source)}, which int8 operators beside it cannot take" : null;

    void Keep(Node node, string why)
    {
        kept[node] = why;
        var givesIntegers = Conversions.IsQuantize(node) || why == MovesReason || QuantizedOps.Contains(node) && node.OpType.StartsWith("QLinear", StringComparison.Ordinal);
        if (givesIntegers && node.Output(0) is { } y) integers.Add(y);
    }

    void AddConversion(Node node, Scheme scheme)
    {
        if (node.Input(0) is not { IsConstant: false } x || node.Output(0) is not { } y || Conversions.Of(node, scheme) is not { } parameters) return;
        if (Conversions.IsDequantize(node)) dequantized[y] = parameters;
        else if (!x.IsGraphOutput) quantizers.TryAdd(x, (node, parameters));
    }

    string? WhyKept(Node node)
    {
        if (QuantizedOps.Contains(node) || Conversions.Is(node)) return Reason;
        if (OpRules.Of(node) is Weighted rule) return WhyKept(node, rule);
        if (OpRules.Of(node) is Moves && integers.Contains(node.Input(0)!)) return MovesReason;
        return ReadsIntegers(node) && node.Outputs.All(y => y is null || LeadsToIntegers(y)) ? Reason : null;
    }

    static string? WhyKept(Node node, Weighted rule)
    {
        if (Conversions.OfConstant(node.Input(rule.Weight)) is null) return null;
        var handsOut = rule.FloatOutput == FloatOutput.Possible && HasNoFloatBias(node, rule) || LeadsToIntegers(node.Output(0)!);
        if (Conversions.OfActivation(node.Input(rule.Data)) is not null && handsOut) return Reason;
        return GivenWeight.Of(node, rule) is null ? WeightReason : null;
    }

    static bool HasNoFloatBias(Node node, Weighted rule) => rule.Bias is not { } bias || node.Input(bias) is not { IsConstant: true };

    /// <summary>Arithmetic needs all its operands from integers; of an operator without a rule, not every input is one.</summary>
    bool ReadsIntegers(Node node) => OpRules.Of(node) switch
    {
        Computes { Inputs.Length: > 0 } c => c.Inputs.All(i => Conversions.IsDequantize(node.Input(i)?.Producer)),
        Computes                          => node.Inputs.All(x => Conversions.IsDequantize(x?.Producer)),
        _                                 => node.Inputs.Any(x => Conversions.OfActivation(x) is not null || x is not null && IsKept(x.Producer) && IsInsideKernel(node, x)),
    };

    /// <summary>An activation function between an operator and the rounding of its result.</summary>
    static bool IsInsideKernel(Node node, Value x) => OpRules.Of(node) is Follows && x.Producer is { } p && !QuantizedOps.Contains(p) && !Conversions.Is(p);

    static bool LeadsToIntegers(Value value) => !value.IsGraphOutput && value.Uses.Count > 0 && value.Uses.All(u => Conversions.IsQuantize(u.Node) && u.Index == 0
        || value.Uses.Count == 1 && OpRules.Of(u.Node) is Follows && LeadsToIntegers(u.Node.Output(0)!));
}
