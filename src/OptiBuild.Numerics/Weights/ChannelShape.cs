namespace OptiBuild.Numerics.Weights;

/// <summary>A tensor viewed as [outer, channels, inner] around its channel axis.</summary>
public readonly record struct ChannelShape(int Outer, int Channels, int Inner)
{
    public int Length => Outer * Channels * Inner;

    /// <summary>Elements of one channel.</summary>
    public int PerChannel => Outer * Inner;

    /// <param name="dims">Sizes of the tensor's dimensions.</param>
    /// <param name="axis">The channels' dimension; negative counts from the end.</param>
    public static ChannelShape Of(ReadOnlySpan<long> dims, int axis)
    {
        Shape.Require(axis >= -dims.Length && axis < dims.Length);
        if (axis < 0) axis += dims.Length;
        return new(Product(dims[..axis]), checked((int)dims[axis]), Product(dims[(axis + 1)..]));
    }

    static int Product(ReadOnlySpan<long> dims)
    {
        var product = 1;
        foreach (var dim in dims) product = checked(product * (int)dim);
        return product;
    }

    /// <summary>Copies one channel out of the tensor, outer by outer.</summary>
    public void Gather<T>(ReadOnlySpan<T> tensor, int channel, Span<T> values)
    {
        for (var o = 0; o < Outer; o++)
            if (Inner == 1) values[o] = tensor[o * Channels + channel];
            else tensor.Slice((o * Channels + channel) * Inner, Inner).CopyTo(values[(o * Inner)..]);
    }

    /// <summary>Copies one channel back: the inverse of <see cref="Gather"/>.</summary>
    public void Scatter<T>(ReadOnlySpan<T> values, int channel, Span<T> tensor)
    {
        for (var o = 0; o < Outer; o++)
            if (Inner == 1) tensor[o * Channels + channel] = values[o];
            else values.Slice(o * Inner, Inner).CopyTo(tensor[((o * Channels + channel) * Inner)..]);
    }
}
