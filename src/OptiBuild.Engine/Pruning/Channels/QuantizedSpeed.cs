using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>How much faster the quantized model is without the channels, on this machine: the proof of what the table of costs foretold. Decides nothing.</summary>
static class QuantizedSpeed
{
    /// <summary>What kernels take does not depend on the values.</summary>
    const int Samples = 4;

    public static LatencyReport Compare(Model before, Model after, PruningSubject subject, Run run)
    {
        var (samples, options) = (subject.Data.Calibration!, subject.Job.Options);
        using var whole = Open(before, options, samples, run);
        using var pruned = Open(after, options, samples, run);
        var one = Batches.Of(samples, whole.Inputs, 1, run.Cancel).First();
        using var alone = subject.Job.Turn?.Measure();
        return Latency.Compare(whole, pruned, one, LatencySettings.For(options.Effort), run.Cancel);
    }

    /// <summary>Quantized with every weight rounded to its nearest level.</summary>
    static Runner Open(Model model, Options options, Samples samples, Run run)
    {
        var target = Targets.ByName[options.TargetCpu];
        var placement = Placement.For(model.Graph, options, CostModel.For(model, target, samples, run));
        var seen = Calibrator.Measure(model, Quantizer.Wants(model.Graph, placement), samples.Take(Samples), run with { Advance = (_, _) => { } });
        var draft = Draft.Of((model, placement), target, seen, (LevelRange.None, null)).Copy(placement);
        QdqInsertion.Apply(draft.Model, Quantizer.Plan(draft, draft.Placement));
        Finisher.Finish(draft.Model);
        RemoveUnused.Run(draft.Model);
        return Runner.Open(draft.Model, new RunnerSettings(Threads: 1));
    }
}
