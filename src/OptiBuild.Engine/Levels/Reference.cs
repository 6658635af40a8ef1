using System.Numerics.Tensors;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Validation;
using OptiBuild.Numerics.Algebra;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>What the float model answers to calibration samples.</summary>
/// <param name="HeldOut">Samples that no weight was fitted to.</param>
/// <param name="Weights">Of each response, so that all count alike; empty where there is one.</param>
/// <param name="All">To samples that weights were fitted to as well: how certain a float model is of them is no secret.</param>
sealed record Reference(Responses Responses, HeldOut HeldOut, double[] Weights, IReadOnlyList<Output> All)
{
    const int MostHeldOut = 256, MostSamples = 768;

    /// <summary>Bytes of outputs that are kept.</summary>
    const long MostKept = 64 << 20;

    /// <param name="model">The original, made ready; perhaps pruned.</param>
    /// <returns>Null where there is nothing to compare.</returns>
    public static Reference? Of(Original original, Model model, Samples calibration, Run run)
    {
        var (responses, inputs) = (Responses.Of(model.Graph), original.Inputs);
        using var runner = Open(original, responses, new RunnerSettings(run.Threads) { Arena = Arena.Off });
        if (runner is null) return null;
        var samples = LayerMoments.Chosen(calibration, MostSamples);
        var answers = new List<IReadOnlyList<Output>>();
        foreach (var batch in Questions.Of(samples, inputs, run.Cancel))
        {
            answers.AddRange(runner.Run(batch).Select(o => (IReadOnlyList<Output>)[.. o.Take(responses.Places.Count == 0 ? 1 : o.Count).Select(Own)]));
            if (answers[0].Count == 0 || answers[0][0].Values.IsEmpty) return null;
            if (answers.Count * answers[0].Sum(o => (long)o.Values.Length) * sizeof(float) > MostKept) break;
        }
        var weights = responses.Places.Count == 0 ? [] : WeightsOf(answers);
        Output[] all = [.. answers.Select(a => Combine(a, weights))];
        var held = Enumerable.Range(0, all.Length).Where(LayerMoments.IsHeldOut).Take(MostHeldOut).ToArray();
        return held.Length == 0 ? null : new(responses, new(samples.Only(held.ToHashSet().Contains), inputs, [.. held.Select(i => all[i])]), weights, all);
    }

    /// <summary>Null where the original does not have the same responses.</summary>
    static Runner? Open(Original original, Responses responses, RunnerSettings settings)
    {
        if (responses.Places.Count == 0) return original.Open(settings);
        var model = ModelReader.Read(original.Path);
        var own = Responses.Of(model.Graph);
        if (own.Places.Count != responses.Places.Count) return null;
        own.Expose(model.Graph, model.Graph.Nodes);
        model.Libraries = original.Libraries;
        return Runner.Open(model, settings);
    }

    /// <summary>How far the original's answers lie before others.</summary>
    public IReadOnlyList<AnswerShift> Margins(AnswerCost cost) => [.. All.SelectMany(o => AnswerShift.Of(o, o, cost))];

    /// <summary>1 / (√elements · standard deviation) over all samples.</summary>
    static double[] WeightsOf(IReadOnlyList<IReadOnlyList<Output>> answers) => [.. Enumerable.Range(0, answers[0].Count).Select(i =>
    {
        var (sum, squares, count) = (0.0, 0.0, 0L);
        foreach (var values in answers.Select(a => a[i].Values))
            (sum, squares, count) = (sum + TensorPrimitives.Sum(values.Span), squares + Dot.Product(values.Span, values.Span), count + values.Length);
        var variance = squares / count - sum / count * (sum / count);
        return variance > 0 ? 1 / Math.Sqrt(variance * answers[0][i].Values.Length) : 0;
    })];

    /// <summary>All responses as one; the first output where there are no others.</summary>
    public static Output Combine(IReadOnlyList<Output> outputs, double[] weights)
    {
        if (weights.Length == 0) return outputs[0];
        var all = new float[outputs.Sum(o => o.Values.Length)];
        var at = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            TensorPrimitives.Multiply(outputs[i].Values.Span, (float)weights[i], all.AsSpan(at));
            at += outputs[i].Values.Length;
        }
        return new("responses", [all.Length], all);
    }

    static Output Own(Output output) => output with { Values = output.Values.ToArray() };
}
