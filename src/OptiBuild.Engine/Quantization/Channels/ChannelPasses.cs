using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Quantization.Channels;

/// <summary>What is done to the channels of a float model before ranges are taken: in real numbers nothing changes, in integers less is lost.</summary>
static class ChannelPasses
{
    /// <summary>Effort=fast only does what transformers cannot do without.</summary>
    /// <returns>How many places changed.</returns>
    public static int Apply(Model model, Placement placement, Options options, Data.Samples? samples, Run run)
    {
        var target = Targets.ByName[options.TargetCpu];
        var changes = Smoother.Apply(Smoother.Plan(model, placement, target, samples, run));
        // Weights that were replaced, and what a session held, before the next session needs as much.
        Unused.GiveBack();
        if (options.Effort == Effort.Fast) return changes;
        changes += Equalizer.Apply(Equalizer.Plan(model, placement, target, samples, run));
        // Another order would break up the groups of neighbours in which so many weights are zero.
        if (options is not { Pruning: PruningMode.Element, Sparsity.IsPattern: true }) changes += ChannelPairer.Apply(ChannelPairer.Plan(model, placement, target));
        Unused.GiveBack();
        return changes;
    }
}
