using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>What a constant does to the channels that lie along one of its axes.</summary>
enum ChannelRole { Makes, IsAdded, Multiplies, Reads }

/// <summary>A node's constant with one entry, or a block of neighbouring entries, for each channel along <paramref name="Axis"/>.</summary>
sealed record ChannelConstant(Node Node, int Input, int Axis, ChannelRole Role)
{
    public Tensor Data => Node.Input(Input)!.Data!;

    /// <summary>Other readers of the constant keep it as it was.</summary>
    public void Replace(Tensor by, string suffix)
    {
        var value = Node.Input(Input)!;
        if (value.Uses.Count == 1) value.Data = by;
        else Node.SetInput(Input, Node.Graph.AddConstant($"{value.Name}_{suffix}", by));
    }
}

/// <summary>Values that number the same channels, by all the constants that know these numbers.</summary>
/// <param name="Values">And where they have the channels.</param>
/// <param name="Passed">Operators between those that make and those that read the channels.</param>
/// <param name="Declined">Why the channels have to stay as they are; null where they may change.</param>
sealed record ChannelGroup(int Channels, IReadOnlyList<ChannelConstant> Constants, IReadOnlyList<Node> Passed, IReadOnlyDictionary<Value, ChannelAxis> Values, string? Declined)
{
    /// <summary>Weights that read the channels.</summary>
    public IEnumerable<ChannelConstant> Readers => Constants.Where(c => c.Role == ChannelRole.Reads);
}
