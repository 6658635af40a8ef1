using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Cleaning;

/// <summary>Forms that compute the same faster, given to what stays in float. Last of all, so that no other step has to know them.</summary>
public static class Finisher
{
    /// <returns>How many operators took another form.</returns>
    public static int Finish(Model model)
    {
        var changed = SubtractGeluBias.Run(model);
        return model.Graph.Nodes.Any(n => n.Is("LayerNormalization")) ? changed + SplitLayerNormalization.Run(model, InferredShapes.Of(model)) : changed;
    }
}
