using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>Whether channels that are divided by positive numbers come out divided by the same numbers.</summary>
static class Homogeneity
{
    static readonly HashSet<string> Always =
    [
        "Relu", "LeakyRelu", "PRelu", "Abs", "Neg", "Identity", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "Transpose", "Flatten", "Reshape", "Squeeze", "Unsqueeze",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin",
    ];

    /// <summary>Null where all operators of the group keep positive factors.</summary>
    public static string? Declines(ChannelGroup group) =>
        group.Declined ?? (group.Passed.FirstOrDefault(n => !Holds(n, group)) is { } other ? $"'{other.Label}' is a {other.OpType} that does not keep factors"
            : group.Constants.FirstOrDefault(c => c.Role == ChannelRole.Makes && c.Node.Input(2) is { Data.Count: 1 } && group.Channels > 1) is { } one ? $"'{one.Node.Label}' has one bias for all channels" : null);

    static bool Holds(Node node, ChannelGroup group) => node.OpType switch
    {
        "Add" or "Sub" or "Max" or "Min" or "Sum" => Enumerable.Range(0, node.Inputs.Count).All(i => IsScaled(node, i, group) || IsAdded(node, i, group)),
        "Mul"                                     => node.Inputs.Count(v => v is not null && group.Values.ContainsKey(v)) == 1,
        "Div"                                     => IsScaled(node, 0, group) && !IsScaled(node, 1, group),
        var op                                    => Always.Contains(op),
    };

    static bool IsScaled(Node node, int input, ChannelGroup group) => node.Input(input) is { } value && group.Values.ContainsKey(value);

    static bool IsAdded(Node node, int input, ChannelGroup group) => group.Constants.Any(c => c.Node == node && c.Input == input);
}
