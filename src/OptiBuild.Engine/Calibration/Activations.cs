using OptiBuild.Engine.Quantization;
using OptiBuild.Numerics;
using OptiBuild.Numerics.Ranges;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>What calibration has to look at.</summary>
/// <param name="Groups">Activations that need a range.</param>
/// <param name="Means">Layers whose mean input is needed, with the activation they read.</param>
public sealed record Wanted(IReadOnlyList<ActivationGroup> Groups, IReadOnlyDictionary<Node, Value> Means);

/// <summary>What calibration saw.</summary>
/// <param name="Means">[channels · kernel positions] of each layer asked for; empty where nothing was seen.</param>
public sealed record Activations(IReadOnlyList<ActivationGroup> Groups, IReadOnlyDictionary<ActivationGroup, Histogram> Histograms, IReadOnlyDictionary<Node, double[]> Means)
{
    /// <summary>Scale and zero point with the least squared error on what was seen, or by the range the operator tells, or as the model already has them.</summary>
    public Affine Parameters(ActivationGroup group, Scheme scheme)
    {
        if (group.Given is { } given) return given.Affine;
        if (group.Fixed is { } known) return Affine.Asymmetric(known.Min, known.Max, scheme.Min, scheme.Max);
        var range = MeanSquare.Find(Histograms[group], scheme.Min, scheme.Max);
        return Affine.Asymmetric(range.Min, range.Max, scheme.Min, scheme.Max);
    }
}
