using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Validation;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning;

/// <summary>What a change of one weight does to the model's answers, on samples that no weight was fitted to.</summary>
sealed class Importance
{
    const int MostSamples = 64;

    readonly MomentSource source;
    readonly Samples samples;
    readonly IReadOnlyList<ModelInput> inputs;
    readonly IReadOnlyList<Output> references;

    Importance(MomentSource source, Samples samples, (IReadOnlyList<ModelInput> Inputs, IReadOnlyList<Output> Answers) model) =>
        (this.source, this.samples, inputs, references) = (source, samples, model.Inputs, model.Answers);

    /// <summary>Null where the model gives nothing to compare, or there is no sample left.</summary>
    public static Importance? Of(MomentSource source)
    {
        var samples = LayerMoments.NotFitted(source.Samples).Take(MostSamples);
        if (samples.Count == 0) return null;
        using var runner = Open(source);
        var (inputs, answers) = (runner.Inputs, new List<Output>());
        foreach (var batch in Questions.Of(samples, inputs, source.Run.Cancel))
            foreach (var outputs in runner.Run(batch))
            {
                if (outputs.Count == 0 || outputs[0].Values.IsEmpty) return null;
                answers.Add(outputs[0] with { Values = outputs[0].Values.ToArray() });
            }
        return new(source, samples, (inputs, answers));
    }

    /// <summary>Mean square of what margins move by, where there are several scores; else of what the outputs change by.</summary>
    public double Noise(PruningPlan pruned)
    {
        var weights = pruned.Weights.Select(w => (w.Weight, w.Weight.Data)).ToArray();
        var biases = pruned.Biases.Select(b => (b.Place, Value: b.Place.Node.Input(b.Place.Index))).ToArray();
        try
        {
            Pruner.Apply(pruned);
            return Noise();
        }
        finally
        {
            foreach (var (weight, data) in weights) weight.Data = data;
            foreach (var (place, bias) in biases) Restore(place, bias);
        }
    }

    double Noise()
    {
        using var runner = Open(source);
        var difference = new Difference(AnswerCost.One);
        var next = 0;
        foreach (var batch in Questions.Of(samples, inputs, source.Run.Cancel))
            foreach (var outputs in runner.Run(batch)) difference.Add(references[next++], outputs[0]);
        var noise = Metrics.ClassAxis.Of(references[0]).Classes > 1 ? difference.MarginNoise : difference.MeanNoise;
        return double.IsFinite(noise) ? noise : double.MaxValue;
    }

    static void Restore(Use place, Value? bias)
    {
        var added = place.Node.Input(place.Index)!;
        if (added == bias) return;
        place.Node.SetInput(place.Index, bias);
        place.Node.Graph.Remove(added);
    }

    static Runner Open(MomentSource source) => Runner.Open(source.Model, new RunnerSettings(source.Run.Threads) { Arena = Arena.Off });
}
