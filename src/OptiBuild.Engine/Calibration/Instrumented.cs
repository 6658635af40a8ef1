using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Calibration;

/// <summary>A model opened so that it tells what happens inside.</summary>
static class Instrumented
{
    /// <summary>The model with the named values as its only outputs; those that no node computes are left out.</summary>
    public static Runner Open(Model model, IEnumerable<string> names, RunnerSettings settings)
    {
        var copy = model.Clone();
        var wanted = names.Distinct().Select(n => copy.Graph.Find(n)!).Where(v => v.Producer is not null).ToArray();
        return Open(copy, wanted, settings);
    }

    /// <summary>The model with the shapes of <paramref name="values"/> as its only outputs, in that order; the values themselves live no longer than they have to.</summary>
    public static Runner OpenForShapes(Model model, IEnumerable<Value> values, RunnerSettings settings)
    {
        var copy = model.Clone();
        return Open(copy, [.. values.Select(v => Shape(copy.Graph, copy.Graph.Find(v.Name)!))], settings);
    }

    static Value Shape(Graph graph, Value value)
    {
        var node = graph.AddNode("Shape");
        node.SetInput(0, value);
        node.SetOutput(0, graph.AddNamed($"{value.Name}_shape"));
        return node.Output(0)!;
    }

    /// <remarks>It goes through a file, so that its weights are not held a second time.</remarks>
    static Runner Open(Model model, Value[] outputs, RunnerSettings settings)
    {
        model.Graph.Outputs.Clear();
        model.Graph.Outputs.AddRange(outputs);
        using var folder = new TemporaryFolder();
        var file = folder.File("instrumented.onnx");
        ModelWriter.Write(model, file);
        return Runner.Open(file, settings with { Libraries = model.Libraries });
    }
}
