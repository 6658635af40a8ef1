using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Cleaning;

/// <summary>What ONNX Runtime knows of the shapes inside a model before it runs.</summary>
static class InferredShapes
{
    /// <summary>Larger constants are weights: no shape depends on their values.</summary>
    const int MostElements = 1024;

    /// <returns>By name, for every tensor of the main graph that has axes; nothing for a model that ONNX Runtime refuses.</returns>
    public static IReadOnlyDictionary<string, Shape> Of(Model model)
    {
        try
        {
            using var options = SessionSettings.Of(new RunnerSettings(Threads: 1, Optimization.None) { Arena = Arena.Off });
            using var session = CustomOperators.Open(model.Libraries, options, () => new InferenceSession(ModelWriter.ToBytes(Question(model)), options));
            return session.OutputMetadata.Where(o => o.Value is { IsTensor: true, Dimensions.Length: > 0 }).ToDictionary(o => o.Key, o => Shape(o.Value));
        }
        catch (OnnxRuntimeException)
        {
            // Whoever runs the model next says what is wrong with it.
            return new Dictionary<string, Shape>();
        }
    }

    /// <summary>The model without its weights, every value an output. Nothing that the file says of inner values is believed.</summary>
    static Model Question(Model model)
    {
        var question = model.Clone();
        var graph = question.Graph;
        foreach (var weight in graph.Initializers.Where(v => v.IsConstant && v.Data!.Count > MostElements).ToArray())
        {
            weight.Data = null;
            graph.Inputs.Add(weight);
        }
        graph.Outputs.Clear();
        foreach (var value in graph.Nodes.SelectMany(n => n.Outputs).OfType<Value>())
        {
            value.Type = null;
            graph.Outputs.Add(value);
        }
        return question;
    }

    static Shape Shape(NodeMetadata tensor) => new([.. tensor.Dimensions.Zip(tensor.SymbolicDimensions, (size, name) =>
        size >= 0 ? size : name.Length > 0 ? (Dimension)name : Dimension.Unknown)]);
}
