using System.Runtime.CompilerServices;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Levels;
using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Pruning;
using OptiBuild.Engine.Pruning.Channels;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Channels;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Validation;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine;

/// <summary>Reads a model, makes it smaller, proves that it still works, writes it. Nothing is written for a model that fails.</summary>
public static class Pipeline
{
    /// <exception cref="OptiBuildException">The user has to change something: settings, model or data.</exception>
    public static ModelResult Run(Job job, CancellationToken cancel)
    {
        var accepted = Acceptance.Of(job);
        using var folder = new TemporaryFolder();
        return Conclusion.Of(job, Make(job, folder, cancel), accepted);
    }

    /// <summary>Everything but the judgement. Nothing is written, save what memory need not hold.</summary>
    /// <remarks>Optimized from the first call, because only then the collector may take what a later line does not use: whole models.</remarks>
    /// <param name="folder">Is to be there until what was made is written.</param>
    /// <exception cref="OptiBuildException">As of <see cref="Run"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static Outcome Make(Job job, TemporaryFolder folder, CancellationToken cancel)
    {
        var (options, steps) = (job.Options, job.Steps);

        using var read = steps.Begin("read");
        var (original, model) = Original.Read(job);
        using var data = DataSets.Open(job, original, cancel);
        read.Changes = ModelErrors.Guard(job.Display, () => OpsetUpgrade.Apply(model));
        read.Dispose();

        using var clean = steps.Begin("clean");
        (model, clean.Changes) = ModelErrors.Guard(job.Display, () => Cleaner.Clean(model));
        var converted = UnsignedActivations.Apply(UnsignedActivations.Plan(model.Graph, options));
        clean.Dispose();

        using var prune = steps.Begin("prune");
        var channels = ChannelPruner.Plan(model, new(job, original, data), new(job.Threads, prune.Advance, cancel));
        prune.Changes = ChannelPruner.Apply(model, channels);
        var pruning = Pruner.Plan(model, options, MomentSource.For(model, data.Calibration, options, new Run(job.Threads, prune.Advance, cancel)));
        prune.Changes += Pruner.Apply(pruning);
        prune.Dispose();

        using var calibrate = steps.Begin("calibrate");
        var run = new Run(job.Threads, calibrate.Advance, cancel);
        var target = Targets.ByName[options.TargetCpu];
        var placement = Placement.For(model.Graph, options, CostModel.For(model, target, data.Calibration, run));
        var samples = Calibrator.Chosen(data.Calibration, options.Effort);
        calibrate.Changes = ChannelPasses.Apply(model, placement, options, samples, run);
        var activations = Calibrator.Measure(model, Quantizer.Wants(model.Graph, placement), samples, run);
        calibrate.Dispose();
        Unused.GiveBack();

        using var quantize = steps.Begin("quantize");
        var draft = Draft.Of((model, placement), target, activations, (LevelRange.For(options), MomentSource.For(model, samples, options, run)));
        var drafted = Quantizer.Plan(draft, placement);
        quantize.Changes = drafted.Count;
        quantize.Dispose();

        using var refine = steps.Begin("refine");
        var refinement = Refiner.Plan(new(job, original, data, draft, drafted), run with { Advance = refine.Advance });
        var levels = LevelSearch.Plan(new(job, original, data, draft, drafted), refinement.Plan.Placement, run with { Advance = refine.Advance });
        var quantization = Quantizer.Plan(levels.Draft, refinement.Plan.Placement) with { Converted = converted, Reverted = refinement.Plan.Reverted };
        var layers = Layers.Of(model.Graph, quantization, pruning);
        QdqInsertion.Apply(model, quantization);
        Compactor.Run(model);
        Finisher.Finish(model);
        if (Packer.Compresses(job)) ShortNames.Run(model);
        refine.Changes = refinement.Count + levels.Count;
        refine.Dispose();

        var contest = new Contest(job, original, ModelErrors.Guard(job.Display, () => Candidate.Of(original, (model, layers), job, folder)), data);
        Unused.GiveBack();
        using var validate = steps.Begin("validate");
        var evidence = Trials.Run(contest, validate, cancel);
        validate.Dispose();

        using var pack = steps.Begin("pack");
        var shipment = Packer.Shipment(contest.Candidate.Model, job);
        evidence = evidence with { Channels = channels.Report, Refinement = refinement.Report, Levels = levels.Report, Size = shipment.Size(original) };
        pack.Dispose();

        return new(shipment, Reporter.Of(contest, evidence), evidence.NotANumber, [.. data.Findings, .. evidence.Notes]);
    }
}
