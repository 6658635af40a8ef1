using OptiBuild.Engine.Quantization.Ops;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>Where a value has its channels: along <paramref name="Axis"/>, each as <paramref name="Block"/> neighbouring entries.</summary>
readonly record struct ChannelAxis(int Axis, int Block = 1);

/// <summary>The sizes of values; −1 for a size that is not known.</summary>
sealed class KnownSizes(IReadOnlyDictionary<string, Shape> shapes)
{
    /// <summary>Null where not even the number of axes is known.</summary>
    public long[]? Of(Value value) =>
        value.IsConstant                              ? [.. value.Data!.Shape]
        : shapes.TryGetValue(value.Name, out var s)   ? [.. s.Dimensions.Select(d => d.Size ?? -1)]
        : null;
}

/// <summary>How operators that treat all channels alike hand them on.</summary>
static class ChannelPaths
{
    readonly record struct Site(Node Node, ChannelAxis At, long[] From, long[] To);

    /// <summary>Every entry of the output depends on the entries at the same place alone.</summary>
    static readonly HashSet<string> Elementwise =
    [
        "Relu", "LeakyRelu", "PRelu", "Clip", "Sigmoid", "Tanh", "Erf", "Gelu", "HardSwish", "HardSigmoid", "Elu", "Selu", "Celu", "Softplus", "Softsign", "Mish", "ThresholdedRelu",
        "Abs", "Neg", "Exp", "Log", "Sqrt", "Reciprocal", "Identity", "Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum",
    ];

    static readonly Dictionary<string, Func<Site, ChannelAxis?>> Rows = new()
    {
        ["MaxPool"]            = Pool,
        ["AveragePool"]        = Pool,
        ["GlobalAveragePool"]  = Pool,
        ["GlobalMaxPool"]      = Pool,
        ["Conv"]               = Pool,
        ["LayerNormalization"] = s => s.At == new ChannelAxis(s.From.Length - 1) && Axis.Of((int)s.Node.Attributes.Int("axis", -1), s.From) == s.At.Axis ? s.At : null,
        ["Transpose"]          = Transpose,
        ["Flatten"]            = Reshape,
        ["Reshape"]            = Reshape,
        ["Squeeze"]            = Reshape,
        ["Unsqueeze"]          = Reshape,
        ["ReduceMean"]         = Reduce,
        ["ReduceSum"]          = Reduce,
        ["ReduceMax"]          = Reduce,
        ["ReduceMin"]          = Reduce,
    };

    public static bool IsElementwise(Node node) => node.Domain.Length == 0 && Elementwise.Contains(node.OpType);

    /// <summary>Whether the input holds what the operator hands on.</summary>
    public static bool Carries(Node node, int input) => IsElementwise(node) || input == 0 && node.Domain.Length == 0 && Rows.ContainsKey(node.OpType);

    /// <summary>Where the output has the channels that input 0 has at <paramref name="at"/>; null where they are mixed, or nobody knows.</summary>
    public static ChannelAxis? Through(Node node, int input, ChannelAxis at, KnownSizes sizes)
    {
        if (sizes.Of(node.Input(input)!) is not { } from || sizes.Of(node.Output(0)!) is not { } to) return null;
        return IsElementwise(node) ? at with { Axis = at.Axis + to.Length - from.Length } : Rows[node.OpType](new(node, at, from, to));
    }

    /// <summary>Where an input has the channels that the output has at <paramref name="at"/>.</summary>
    public static ChannelAxis? Before(Node node, int input, ChannelAxis at, KnownSizes sizes) =>
        Enumerable.Range(0, sizes.Of(node.Input(input)!)?.Length ?? 0).Select(a => (ChannelAxis?)new ChannelAxis(a, IsElementwise(node) ? at.Block : 1))
            .FirstOrDefault(a => Through(node, input, a!.Value, sizes) == at);

    static ChannelAxis? Pool(Site s) => s.At == new ChannelAxis(1) ? s.At : null;

    static ChannelAxis? Transpose(Site s)
    {
        var order = s.Node.Attributes.Ints("perm") ?? [.. Enumerable.Range(0, s.From.Length).Reverse().Select(i => (long)i)];
        return s.At with { Axis = order.ToList().IndexOf(s.At.Axis) };
    }

    /// <remarks>Where as many entries follow from one axis of the input on as from one of the output, each stands for the same entries: what lies before fills up alike.</remarks>
    static ChannelAxis? Reshape(Site s)
    {
        if (Behind(s.From, s.At.Axis) is not { } entries) return null;
        var perChannel = entries / s.From[s.At.Axis] * s.At.Block;
        // Of axes of size 1 the last counts.
        for (var axis = s.To.Length - 1; axis >= 0; axis--)
            if (Behind(s.To, axis) == entries && Behind(s.To, axis + 1) is > 0 and var rest && perChannel % rest == 0) return new(axis, (int)(perChannel / rest));
        return null;
    }

    /// <summary>Entries from an axis on; null where a size is unknown or 0.</summary>
    static long? Behind(long[] sizes, int axis) => sizes.Skip(axis).All(s => s > 0) ? Tensor.CountOf([.. sizes.Skip(axis)]) : null;

    static ChannelAxis? Reduce(Site s)
    {
        var axes = s.Node.Attributes.Ints("axes") ?? (s.Node.Input(1) is { IsConstant: true, Data: { Type: ElementType.Int64 } data } ? data.Span<long>().ToArray() : null);
        if (axes is null || axes.Count == 0) return null;
        int[] gone = [.. axes.Select(a => Axis.Of((int)a, s.From))];
        if (gone.Contains(s.At.Axis)) return null;
        return s.Node.Attributes.Int("keepdims", 1) != 0 ? s.At : s.At with { Axis = s.At.Axis - gone.Count(a => a < s.At.Axis) };
    }
}
