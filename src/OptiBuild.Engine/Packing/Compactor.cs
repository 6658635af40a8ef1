using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Packing;

/// <summary>Writes a quantized model so that few bytes say what it computes: what is stored beside the weights is as fine as it has to be, and no finer.</summary>
public static class Compactor
{
    /// <summary>Before <see cref="Cleaning.Finisher"/>, which gives operators forms in which their parts are not recognized.</summary>
    /// <returns>How many constants are stored in fewer bytes.</returns>
    public static int Run(Model model)
    {
        var biases = CoarseBiases.Apply(CoarseBiases.Plan(model.Graph));
        var constants = CoarseConstants.Apply(CoarseConstants.Plan(model.Graph));
        RemoveUnused.Run(model);
        return biases + constants + MergeConstants.Run(model);
    }
}
