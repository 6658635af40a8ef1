using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Extent and power of every channel of activations.</summary>
static class ChannelExtents
{
    /// <summary>Extents of channels settle as quickly as those of tensors.</summary>
    const int Samples = 128;

    /// <param name="values">With channels along the last axis.</param>
    public static IReadOnlyDictionary<Value, ChannelExtent> Measure(Model model, IEnumerable<Value> values, Data.Samples samples, Run run) =>
        Measure(model, values.ToDictionary(v => v, _ => -1), samples, run);

    /// <param name="axes">The axis of the channels; from the end where negative.</param>
    public static IReadOnlyDictionary<Value, ChannelExtent> Measure(Model model, IReadOnlyDictionary<Value, int> axes, Data.Samples samples, Run run)
    {
        var (values, axisOf) = (axes.Keys, axes.ToDictionary(a => a.Key.Name, a => a.Value));
        var extents = values.ToDictionary(v => v, _ => new ChannelExtent());
        var byName = extents.ToDictionary(e => e.Key.Name, e => e.Value);
        ActivationStream.Run(model, byName.Keys, samples.Take(Samples), run, new((name, x, shape) => byName[name].Add(x, ChannelShape.Of(shape, axisOf[name]))));
        return extents;
    }
}
