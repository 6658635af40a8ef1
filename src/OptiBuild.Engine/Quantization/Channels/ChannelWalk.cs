using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>Goes from the output of one weighted operator to everything that numbers the same channels.</summary>
/// <param name="through">Whether depthwise convolutions hand channels on, or end the way on either side.</param>
sealed class ChannelWalk(Graph graph, KnownSizes sizes, Depthwise through)
{
    readonly Dictionary<Value, ChannelAxis> places = [];
    readonly Queue<Value> open = new();
    readonly HashSet<Node> passed = [];
    readonly List<ChannelConstant> constants = [];
    int channels;
    string? declined;

    /// <param name="maker">A weighted operator of the graph with a constant weight.</param>
    public ChannelGroup From(Node maker)
    {
        channels = (int)WeightAxis.OfOutputs(maker).Count;
        if (sizes.Of(maker.Output(0)!) is { } shape) Join(maker.Output(0)!, new(maker.Is("Conv") ? 1 : shape.Length - 1), maker);
        else Decline(maker, "has an output of unknown shape");
        while (open.TryDequeue(out var value) && declined is null) Look(value, places[value]);
        return new(channels, constants, [.. passed], places, declined);
    }

    void Decline(Node node, string reason) => declined ??= $"'{node.Label}' {reason}";

    void Join(Value value, ChannelAxis at, Node by)
    {
        if (places.TryGetValue(value, out var known))
        {
            if (known != at) Decline(by, "has the channels at two places");
            return;
        }
        if (sizes.Of(value) is not { } shape || shape[at.Axis] != (long)channels * at.Block) Decline(by, "mixes channels, or has a shape that is not known");
        else if (value.Producer is null || value.IsGraphOutput || value.Graph != graph) Decline(by, "has the model's inputs or outputs on one side");
        places[value] = at;
        open.Enqueue(value);
    }

    void Look(Value value, ChannelAxis at)
    {
        if (Ends(value.Producer!)) Make(value.Producer!, at);
        else Pass(value.Producer!, value);
        foreach (var use in value.Uses)
            if (use.Node.Graph != graph) Decline(use.Node, "lies in a subgraph");
            else if (Ends(use.Node)) Read(use, at);
            else if (!ChannelPaths.Carries(use.Node, use.Index)) Decline(use.Node, $"is a {use.Node.OpType}, which does not treat all channels alike");
            else Pass(use.Node, value);
    }

    /// <summary>Its weight makes other channels out of those it reads.</summary>
    bool Ends(Node node) => OpRules.Of(node) is Weighted && (through == Depthwise.Ends || !WeightAxis.IsDepthwise(node));

    void Make(Node node, ChannelAxis at)
    {
        if (WeightAxis.Declines(node) is { } reason) Decline(node, reason);
        else if (WeightAxis.OfOutputs(node) is var (axis, count) && count != channels) Decline(node, "makes more channels");
        else
        {
            constants.Add(new(node, 1, axis, ChannelRole.Makes));
            if (node.Input(2) is { } bias) AddConstant(node, 2, bias.Data!.Shape.Count - 1, ChannelRole.IsAdded);
        }
    }

    void Read(Use use, ChannelAxis at)
    {
        var shape = sizes.Of(use.Node.Input(use.Index)!)!;
        if (use.Index != 0 || WeightAxis.Declines(use.Node) is not null) Decline(use.Node, WeightAxis.Declines(use.Node) ?? "reads the channels as its weight");
        else if (at.Axis != (use.Node.Is("Conv") ? 1 : shape.Length - 1)) Decline(use.Node, "multiplies along another axis");
        else constants.Add(new(use.Node, 1, WeightAxis.OfInputs(use.Node), ChannelRole.Reads));
    }

    void Pass(Node node, Value from)
    {
        if (!ChannelPaths.Carries(node, 0)) Decline(node, $"is a {node.OpType}, which does not treat all channels alike");
        if (declined is not null || !passed.Add(node)) return;
        var y = node.Output(0)!;
        var input = Enumerable.Range(0, node.Inputs.Count).FirstOrDefault(i => node.Input(i) == from);
        if ((from == y ? places[from] : ChannelPaths.Through(node, input, places[from], sizes)) is not { } at)
        {
            Decline(node, "mixes channels, or has a shape that is not known");
            return;
        }
        Join(y, at, node);
        for (var i = 0; i < node.Inputs.Count && declined is null; i++)
            if (node.Input(i) is { } value && ChannelPaths.Carries(node, i)) Side(node, i, value, ChannelPaths.Before(node, i, at, sizes));
        if (!ChannelPaths.IsElementwise(node)) AddOwn(node);
    }

    /// <summary>An input with one entry for all channels is none of theirs.</summary>
    void Side(Node node, int input, Value value, ChannelAxis? at)
    {
        if (sizes.Of(value) is not { } shape) Decline(node, "has an input of unknown shape");
        else if (at is not { } place) { if (!ChannelPaths.IsElementwise(node)) Decline(node, "mixes channels, or has a shape that is not known"); }
        else if (shape[place.Axis] == 1) return;
        else if (value.IsConstant) AddConstant(node, input, place.Axis, node.OpType is "Mul" or "Div" or "PRelu" ? ChannelRole.Multiplies : ChannelRole.IsAdded);
        else Join(value, place, node);
    }

    /// <summary>Scale, bias and weights of an operator that hands channels on.</summary>
    void AddOwn(Node node)
    {
        if (node.Is("LayerNormalization")) for (var i = 1; i < node.Inputs.Count; i++) AddConstant(node, i, 0, ChannelRole.Multiplies);
        if (!node.Is("Conv")) return;
        if (WeightAxis.Declines(node) is { } reason) Decline(node, reason);
        AddConstant(node, 1, 0, ChannelRole.Multiplies);
        AddConstant(node, 2, 0, ChannelRole.IsAdded);
    }

    void AddConstant(Node node, int input, int axis, ChannelRole role)
    {
        if (node.Input(input) is not { } value) return;
        if (value is not { IsConstant: true, Data.Type: ElementType.Float }) Decline(node, "has a bias or factor that is computed");
        else if (axis >= 0 && value.Data!.Shape[axis] % channels == 0) constants.Add(new(node, input, axis, role));
        else if (value.Data!.Count != 1) Decline(node, "has a constant that does not fit its channels");
    }
}

/// <summary>What a walk does at a depthwise convolution.</summary>
enum Depthwise { HandsOn, Ends }
