using System.Runtime.InteropServices;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>The float model with some weights handed in from outside: any of them can be another one in each run, without a new session.</summary>
sealed class WeightProbe : IDisposable
{
    readonly Runner runner;
    readonly SampleArray[] weights;
    readonly Dictionary<string, int> numbers;

    WeightProbe(Runner runner, SampleArray[] weights) =>
        (this.runner, this.weights, numbers) = (runner, weights, Enumerable.Range(0, weights.Length).ToDictionary(i => weights[i].Input));

    /// <param name="names">Constants of the graph.</param>
    public static WeightProbe Open(Model model, IReadOnlyList<string> names, Responses responses, int threads)
    {
        var copy = model.Clone();
        responses.Expose(copy.Graph, copy.Graph.Nodes);
        var weights = names.Select(n => Handed(copy.Graph.Own(n)!)).ToArray();
        return new(Runner.Open(copy, new RunnerSettings(threads) { Arena = Arena.Off }), weights);
    }

    static SampleArray Handed(Value weight)
    {
        var data = weight.Data!;
        weight.Type ??= TensorType.Of(data);
        weight.Data = null;
        weight.Graph.Inputs.Add(weight);
        return new(weight.Name, data.Type, [.. data.Shape], data.Data);
    }

    /// <summary>Answers with one weight replaced.</summary>
    public IReadOnlyList<IReadOnlyList<Output>> Run(Batch batch, string name, float[] values)
    {
        SampleArray[] given = [.. weights];
        given[numbers[name]] = given[numbers[name]] with { Data = MemoryMarshal.AsBytes<float>(values).ToArray() };
        return runner.Run(batch with { Arrays = [.. batch.Arrays, .. given] });
    }

    public void Dispose() => runner.Dispose();
}
