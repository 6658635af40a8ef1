using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>Extent and power of every channel (last axis) of the activations that matrix products read.</summary>
static class ChannelExtents
{
    /// <summary>Extents of channels settle as quickly as those of tensors.</summary>
    const int Samples = 128;

    public static IReadOnlyDictionary<Value, ChannelExtent> Measure(Model model, IEnumerable<Value> values, Data.Samples samples, Run run)
    {
        var extents = values.ToDictionary(v => v, _ => new ChannelExtent());
        var byName = extents.ToDictionary(e => e.Key.Name, e => e.Value);
        ActivationStream.Run(model, byName.Keys, samples.Take(Samples), run, new((name, x, shape) => byName[name].Add(x, (int)shape[^1])));
        return extents;
    }
}
