using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Reports;
using OptiBuild.Numerics.Weights;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Engine.Levels;

/// <summary>As few levels for each weight as the budget allows, shared out so that a byte saved costs the same everywhere.</summary>
/// <remarks>
///   1. each weight alone is made coarse once: what that does to the answers, over what it does to its layer's output, is the weight's sensitivity
///   2. for a price μ every weight takes the levels with the least bytes + μ · sensitivity · noise: <see cref="RateAllocation"/>
///   3. the lowest price that the predicted loss allows is found by bisection, each time with the whole quantized model
/// Measured on calibration samples that no weight was fitted to, without labels.
/// </remarks>
sealed class LevelSearch
{
    /// <summary>Whole models measured; prices so near to each other that they choose alike end it earlier.</summary>
    const int Evaluations = 10;

    readonly Draft draft;
    readonly Placement placement;
    readonly Judge judge;
    readonly Run run;
    readonly IReadOnlyList<LevelUnit> units;
    readonly double[] sensitivities;
    readonly IReadOnlyList<IReadOnlyList<RatePoint>> curves;
    readonly List<LevelTrial> trials = [];

    LevelSearch(Draft draft, Placement placement, Judge judge, Run run)
    {
        (this.draft, this.placement, this.judge, this.run) = (draft, placement, judge, run);
        units = LevelUnit.Of(draft, placement);
        sensitivities = Sensitivities();
        curves = [.. units.Select((u, i) => Curve(u, sensitivities[i]))];
    }

    /// <param name="placement">What is left in integers of the draft's own.</param>
    public static LevelPlan Plan(Subject subject, Placement placement, Run run)
    {
        if (!subject.Draft.Rounded.Values.Any(r => r.Coarser.Count > 0)) return new(subject.Draft, null);
        return ModelErrors.Guard(subject.Job.Display, () => Judge.Of(subject, run) is { } judge ? new LevelSearch(subject.Draft, placement, judge, run).Plan() : new(subject.Draft, null));
    }

    LevelPlan Plan()
    {
        if (units.Count == 0) return new(draft, null);
        int[] finest = [.. units.Select(_ => 0)];
        var before = Loss(finest);
        var (best, after, target) = (finest, before, judge.Target(before));
        var prices = RateAllocation.Prices(curves);
        var (inside, outside) = (-1, prices.Count);
        while (trials.Count <= Evaluations && outside - inside > 1)
        {
            var middle = (inside + outside) / 2;
            // A little below the price at which choices change.
            var choice = RateAllocation.Choose(curves, prices[middle] * (1 - 1e-9));
            var loss = Loss(choice);
            if (loss <= target) (inside, best, after) = (middle, choice, loss);
            else outside = middle;
        }
        return new(With(best), ReportOf(best, (before, after, target)));
    }

    /// <summary>A weight that nothing can be said of keeps its levels.</summary>
    static IReadOnlyList<RatePoint> Curve(LevelUnit unit, double sensitivity) =>
        double.IsFinite(sensitivity) ? [.. unit.Points.Select(p => new RatePoint(p.Bytes, p.Noise * sensitivity))] : [new(unit.Points[0].Bytes, 0)];

    long Bytes(int[] choice) => (long)Math.Ceiling(units.Select((u, i) => u.Points[choice[i]].Bytes).Sum());

    /// <summary>Predicted for the whole model.</summary>
    double Loss(int[] choice)
    {
        var copy = With(choice).Copy(placement);
        Node[] nodes = [.. copy.Model.Graph.Nodes];
        QdqInsertion.Apply(copy.Model, Quantizer.Plan(copy, copy.Placement));
        judge.Expose(copy.Model.Graph, nodes);
        Finisher.Finish(copy.Model);
        RemoveUnused.Run(copy.Model);
        using var runner = Runner.Open(copy.Model, new RunnerSettings(run.Threads) { Arena = Arena.Off });
        var loss = judge.Loss(runner.Run, run.Cancel);
        Unused.GiveBack();
        trials.Add(new(Bytes(choice), double.IsNaN(loss) ? null : loss));
        run.Advance(trials.Count, Evaluations + 1);
        return double.IsNaN(loss) ? double.PositiveInfinity : loss;
    }

    Draft With(int[] choice)
    {
        var chosen = units.SelectMany((u, i) => u.Uses.Select(use => (use, u.Points[choice[i]].Rounded))).ToDictionary(p => p.use, p => p.Rounded);
        return draft with { Rounded = draft.Rounded.ToDictionary(r => r.Key, r => chosen.GetValueOrDefault(r.Key, r.Value)) };
    }

    /// <summary>What each unit's noise, as a share of its layer's output, does to the answers.</summary>
    double[] Sensitivities()
    {
        using var probe = WeightProbe.Open(draft.Model, [.. units.Select(u => u.Weight.Name)], judge.Responses, run.Threads);
        return [.. units.Select(u =>
        {
            var values = u.Probe.Restored();
            return judge.Noise(batch => probe.Run(batch, u.Weight.Name, values), run.Cancel) / u.Probe.Noise;
        })];
    }

    LevelsReport ReportOf(int[] choice, (double Before, double After, double Target) loss) => new()
    {
        Loss        = judge.Kind,
        Target      = loss.Target,
        Before      = loss.Before,
        After       = loss.After,
        Samples     = judge.Samples,
        BytesBefore = Bytes([.. units.Select(_ => 0)]),
        BytesAfter  = Bytes(choice),
        Trials      = trials,
        Weights     = [.. units.Select((u, i) => Row(u, u.Points[choice[i]], sensitivities[i] / sensitivities.Where(double.IsFinite).Sum()))],
    };

    static LevelRow Row(LevelUnit unit, LevelPoint point, double sensitivity) =>
        new([.. unit.Uses.Select(u => u.Node.Label).Distinct()], point.Step, 8 * point.Bytes / point.Count, point.Zeros, double.IsFinite(sensitivity) ? sensitivity : 0);
}
