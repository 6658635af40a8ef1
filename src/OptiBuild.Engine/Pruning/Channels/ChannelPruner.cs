using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Pruning.Channels;

/// <summary>Removes channels where that makes the model faster at a predicted loss inside the budget; else nothing. Never looks at the validation data.</summary>
/// <remarks>What is kept is decided by the table of costs, not by a clock: the same inputs give the same bytes.</remarks>
static class ChannelPruner
{
    /// <summary>Of the time: less is not worth another model than the one that was trained.</summary>
    const double LeastSaved = 0.05;

    /// <exception cref="OptiBuildException">OB1007: a pattern of zeros with Pruning=channel; OB1011: Pruning=channel without CalibrationData.</exception>
    public static ChannelPlan Plan(Model model, PruningSubject subject, Run run)
    {
        var options = subject.Job.Options;
        if (options.Pruning is not (PruningMode.Auto or PruningMode.Channel) || options.Pruning == PruningMode.Auto && options.Effort == Effort.Fast) return ChannelPlan.Nothing;
        if (options is { Pruning: PruningMode.Channel, Sparsity: { IsPattern: true } pattern }) throw new OptiBuildException(Diagnostics.OptionsContradict.With($"Sparsity={pattern}", "Pruning=channel"));
        // Not this step's: who prunes elements says what is wrong with it.
        if (options is { Pruning: PruningMode.Auto, Sparsity: not null }) return ChannelPlan.Nothing;
        if (subject.Data.Calibration is { } samples) return Plan(model, subject, Calibrator.Chosen(samples, options.Effort)!, run);
        return options.Pruning == PruningMode.Auto ? ChannelPlan.Nothing : throw new OptiBuildException(Diagnostics.ChannelsNeedSamples.With());
    }

    /// <returns>How many channels went.</returns>
    public static int Apply(Model model, ChannelPlan plan)
    {
        if (plan.Edit is { } edit) ChannelRemoval.Apply(model.Graph, edit);
        return plan.Report?.Families.Sum(f => f.Removed) ?? 0;
    }

    static ChannelPlan Plan(Model model, PruningSubject subject, Samples samples, Run run)
    {
        var options = subject.Job.Options;
        var (cost, placement) = Cost(model, subject, run);
        var choice = ChannelChoice.Of(new(model, samples, run), options, (n => cost.Of(n, placement), cost.Of(placement)));
        Unused.GiveBack();
        if (choice.Schedule.Count == 0) return Undone("no operator has channels that can be removed", choice, null);
        if (Search(choice, subject, run) is not { } search) return Undone("no calibration sample is left to tell the loss by", choice, null);
        var (steps, edit) = options.Sparsity is { } goal ? Asked(search, goal.Share) : search.Find(LeastSaved, Evaluations(options.Effort));
        if (edit is null) return Undone(TooDear(search), choice, search);
        var pruned = choice.Pruned(edit);
        var (after, where) = Cost(pruned, subject, run);
        var saved = 1 - after.Of(where) / cost.Of(placement);
        var outcome = Told(search, steps, saved);
        if (saved < LeastSaved && options.Sparsity is null) return Undone($"{outcome}, less than the {Figures.Percent(LeastSaved)} that count", choice, search);
        return new(edit, ReportOf(choice, search, outcome) with { Families = Families(choice, steps), Saved = saved, Latency = QuantizedSpeed.Compare(model, pruned, subject, run) });
    }

    static (CostModel Cost, Placement Placement) Cost(Model model, PruningSubject subject, Run run)
    {
        var cost = CostModel.For(model, Targets.ByName[subject.Job.Options.TargetCpu], subject.Data.Calibration, run)!;
        return (cost, Placement.For(model.Graph, subject.Job.Options, cost));
    }

    static int Evaluations(Effort effort) => effort == Effort.Thorough ? 10 : 5;

    static ChannelSearch? Search(ChannelChoice choice, PruningSubject subject, Run run)
    {
        var options = subject.Job.Options;
        var criteria = subject.Data.Criteria ?? Criteria.Of(options with { Metric = null, MaxDrop = null }, MetricRows.For(options with { Metric = null }, LabelKind.None));
        var limits = SearchLimits.For(options.Effort) ?? SearchLimits.Normal;
        return HeldOut.Of(subject.Original, subject.Data.Calibration!, (PredictedLoss.Samples(criteria, limits), criteria.Metric), run) is { } heldOut ? new(choice, heldOut, PredictedLoss.Of(criteria, heldOut), run) : null;
    }

    /// <summary>As many as were asked for, whatever they cost.</summary>
    static (int Steps, ChannelEdit? Edit) Asked(ChannelSearch search, double share)
    {
        var steps = Enumerable.Range(0, search.Choice.Schedule.Count + 1).First(n => n == search.Choice.Schedule.Count || search.Choice.Removed(n).Count >= share * search.Choice.Units);
        var edit = search.Choice.Edit(steps, search.Run.Threads);
        search.Measure(edit, steps);
        return (steps, edit);
    }

    static string Told(ChannelSearch search, int steps, double saved) =>
        $"removing {Figures.Count(search.Choice.Removed(steps).Count)} of {Figures.Count(search.Choice.Units)} channels saves {Figures.Percent(saved)} of the time and is predicted to cost {Figures.Predicted(search.Loss.Kind, search.Trials.Last(t => t.Saved == search.Choice.Saved(steps)).Loss)}";

    static string TooDear(ChannelSearch search) => search.Trials.Count == 0
        ? $"all that can be removed saves less than {Figures.Percent(LeastSaved)} of the time"
        : $"removing channels for {Figures.Percent(search.Trials.Min(t => t.Saved))} of the time is predicted to cost {Figures.Predicted(search.Loss.Kind, search.Trials.Min(t => t.Loss))}, more than {Figures.Predicted(search.Loss.Kind, search.Target)}";

    /// <summary>Dead channels go nevertheless.</summary>
    static ChannelPlan Undone(string why, ChannelChoice choice, ChannelSearch? search) => choice.Dead.Count == 0
        ? new(null, ReportOf(choice, search, $"{why}: undone"))
        : new(choice.Edit(0, search?.Run.Threads ?? 1), ReportOf(choice, search, $"{why}: undone, but for dead channels") with { Families = Families(choice, 0) });

    static ChannelReport ReportOf(ChannelChoice choice, ChannelSearch? search, string outcome) => new()
    {
        Outcome = outcome, Dead = choice.Dead.Count, Loss = search?.Loss.Kind, Target = search?.Target, Samples = search?.HeldOut.References.Count ?? 0, Trials = search?.Trials ?? [],
    };

    static IReadOnlyList<ChannelFamilyReport> Families(ChannelChoice choice, int steps)
    {
        var removed = choice.Removed(steps).ToHashSet();
        return [.. choice.Map.Families.Select(f => new ChannelFamilyReport(f.Readers.First().Label, f.Units.Count, f.Units.Count(removed.Contains)))];
    }
}

/// <summary>What channels are pruned for.</summary>
sealed record PruningSubject(Job Job, Original Original, DataSets Data);

/// <param name="Edit">Null where everything stays.</param>
/// <param name="Report">Null where nothing was looked at.</param>
sealed record ChannelPlan(ChannelEdit? Edit, ChannelReport? Report)
{
    public static ChannelPlan Nothing { get; } = new(null, null);
}
