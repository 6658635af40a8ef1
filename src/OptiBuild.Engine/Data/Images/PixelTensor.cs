using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Images;

/// <summary>Pixels to a tensor's elements: <c>((pixel · scale) − mean) / std</c> in float32, one table of 256 values for each channel.</summary>
sealed class PixelTensor
{
    const int Levels = 256;
    const double DefaultScale = 1.0 / 255;

    readonly ImageTarget target;
    readonly int size;

    /// <summary>For each channel the element of each level.</summary>
    readonly byte[][] tables;

    /// <exception cref="OptiBuildException">OB3010, OB3027.</exception>
    public PixelTensor(ImageTarget target, ImageSettings settings)
    {
        this.target = target;
        var type = target.Input.Type;
        if (type is not (ElementType.Float or ElementType.Float16 or ElementType.Double or ElementType.UInt8))
            throw new OptiBuildException(Diagnostics.SampleType.With("An image as a tensor", ElementType.Float.Name(), target.Input.Name, type.Name()));
        size = type.Bits() / 8;
        var scale = (float)(settings.Scale ?? (type == ElementType.UInt8 ? 1 : DefaultScale));
        tables = [.. Enumerable.Range(0, target.ChannelCount).Select(c => Table(scale, Channel("Mean", settings.Mean, c, 0), Channel("Std", settings.Std, c, 1)))];
    }

    public SampleArray Of(Picture picture)
    {
        var data = new byte[picture.Pixels.Length * size];
        for (var c = 0; c < picture.Channels; c++)
        {
            var (start, stride) = target.Layout == ImageLayout.Nchw ? (c * picture.Width * picture.Height, 1) : (c, picture.Channels);
            var channel = new Channels(c, picture.Channels, start, stride);
            switch (size)
            {
                case 1: Fill<byte>(picture.Pixels, data, channel); break;
                case 2: Fill<ushort>(picture.Pixels, data, channel); break;
                case 4: Fill<uint>(picture.Pixels, data, channel); break;
                default: Fill<ulong>(picture.Pixels, data, channel); break;
            }
        }
        return new SampleArray(target.Input.Name, target.Input.Type, target.Shape(picture.Width, picture.Height), data);
    }

    /// <summary>Where a channel's levels are read and written.</summary>
    readonly record struct Channels(int Index, int Count, int Start, int Stride);

    void Fill<T>(byte[] pixels, byte[] data, Channels channel) where T : unmanaged
    {
        var table = MemoryMarshal.Cast<byte, T>(tables[channel.Index]);
        var elements = MemoryMarshal.Cast<byte, T>(data.AsSpan());
        var at = channel.Start;
        for (var i = channel.Index; i < pixels.Length; i += channel.Count, at += channel.Stride) elements[at] = table[pixels[i]];
    }

    byte[] Table(float scale, float mean, float std)
    {
        var table = new byte[Levels * size];
        for (var level = 0; level < Levels; level++)
            if (!Elements.Write((level * scale - mean) / std, target.Input.Type, table.AsSpan(level * size, size)))
                throw new OptiBuildException(Diagnostics.SampleType.With("An image after Scale, Mean and Std", ElementType.Float.Name(), target.Input.Name, target.Input.Type.Name()));
        return table;
    }

    float Channel(string option, ImmutableArray<double> values, int channel, float otherwise)
    {
        if (values.IsDefaultOrEmpty) return otherwise;
        if (values.Length == 1) return (float)values[0];
        if (values.Length != target.ChannelCount) throw new OptiBuildException(Diagnostics.ChannelCount.With(option, values.Length, target.ChannelCount));
        return (float)values[channel];
    }
}
