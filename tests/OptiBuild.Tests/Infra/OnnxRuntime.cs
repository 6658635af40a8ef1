using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Tests.Infra;

/// <summary>What ONNX Runtime makes of a model.</summary>
static class OnnxRuntime
{
    const int BatchSize = 4;

    /// <summary>Output after output, sample after sample.</summary>
    public static float[] Answers(Model model, Samples samples, Optimization optimization) => Answers(ModelWriter.ToBytes(model), samples, optimization);

    public static float[] Answers(byte[] model, Samples samples, Optimization optimization)
    {
        using var runner = Runner.Open(model, new RunnerSettings(1, optimization));
        return [.. Batches.Of(samples, runner.Inputs, BatchSize, CancellationToken.None)
            .SelectMany(batch => runner.Run(batch).SelectMany(sample => sample.SelectMany(output => output.Values.ToArray())))];
    }

    /// <summary>The values of one activation, or several.</summary>
    public static Dictionary<string, float[]> Values(Model model, Samples samples, IEnumerable<string> names)
    {
        var copy = model.Clone();
        copy.Graph.Outputs.Clear();
        copy.Graph.Outputs.AddRange(names.Select(n => copy.Graph.Own(n)!).Where(v => v.Producer is not null));
        using var runner = Runner.Open(ModelWriter.ToBytes(copy), new RunnerSettings(1, Optimization.None));
        var seen = new Dictionary<string, List<float>>();
        foreach (var batch in Batches.Of(samples, runner.Inputs, BatchSize, CancellationToken.None))
            runner.Observe(batch, 1, (name, values, _) => (seen.TryGetValue(name, out var list) ? list : seen[name] = []).AddRange(values));
        return seen.ToDictionary(p => p.Key, p => p.Value.ToArray());
    }

    /// <summary>The operators it runs, in order, after rewriting the model as apps do, hardware's own layouts aside.</summary>
    public static IReadOnlyList<string> Operators(Model model) => [.. Optimized(model).Graph.Nodes.Select(n => n.OpType)];

    public static Model Optimized(Model model)
    {
        using var folder = new TempFolder();
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder.File("optimized.onnx"),
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        new InferenceSession(ModelWriter.ToBytes(model), options).Dispose();
        return ModelReader.Read(File.ReadAllBytes(options.OptimizedModelFilePath), null);
    }
}
