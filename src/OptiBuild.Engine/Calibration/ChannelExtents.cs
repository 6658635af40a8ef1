using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Extent and power of every channel of activations.</summary>
static class ChannelExtents
{
    /// <summary>Extents of channels settle as quickly as those of tensors.</summary>
    const int Samples = 128;

    /// <param name="values">With channels along the last axis.</param>
    public static IReadOnlyDictionary<Value, ChannelExtent> Measure(Model model, IEnumerable<Value> values, Data.Samples samples, Run run)
    {
        var extents = values.ToDictionary(v => v, _ => new ChannelExtent());
        var byName = extents.ToDictionary(e => e.Key.Name, e => e.Value);
        ActivationStream.Run(model, byName.Keys, samples.Take(Samples), run, new((name, x, shape) => byName[name].Add(x, (int)shape[^1])));
        return extents;
    }

    /// <summary>Some rows of each.</summary>
    /// <param name="places">The axis of the channels, and their number.</param>
    public static IReadOnlyDictionary<Value, ChannelRows> Rows(Model model, IReadOnlyDictionary<Value, (int Axis, int Channels)> places, Data.Samples samples, Run run)
    {
        var rows = places.ToDictionary(p => p.Key, p => new ChannelRows(p.Value.Channels));
        var byName = places.ToDictionary(p => p.Key.Name, p => (Rows: rows[p.Key], p.Value.Axis));
        ActivationStream.Run(model, byName.Keys, samples.Take(Samples), run, new((name, x, shape) => byName[name].Rows.Add(x, ChannelShape.Of(shape, byName[name].Axis))));
        return rows;
    }
}
