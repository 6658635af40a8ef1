using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Refining;

/// <summary>The step "refine": takes back what costs more than the budget allows. Never looks at the validation data, which only the gate may see.</summary>
static class Refiner
{
    public static Refinement Plan(Subject subject, Run run)
    {
        var (job, original, data, draft, plan) = subject;
        if (SearchLimits.For(job.Options.Effort) is not { } limits || data is not { Calibration: { } samples, Criteria: { } criteria } || plan.Count == 0) return new(plan, null);
        return ModelErrors.Guard(job.Display, () => Plan(HeldOut.Of(original, samples, (PredictedLoss.Samples(criteria, limits), criteria.Metric), run), criteria, limits, new(draft, plan, ReversalUnit.Of(draft, plan), run)));
    }

    static Refinement Plan(HeldOut? heldOut, Criteria criteria, SearchLimits limits, Variants variants)
    {
        if (heldOut is null) return new(variants.Plan, null);
        var loss = PredictedLoss.Of(criteria, heldOut);
        var hardest = heldOut;
        var done = 0;
        var result = ReversalSearch.Run(new([.. variants.Units.Select(u => u.Search)], Loss, Noise, loss.Target), limits);
        var report = ReportOf(result, variants, heldOut, loss);
        var count = result.Best.Units.Count();
        if (count == 0) return new(variants.Plan, report);
        var why = Why(result, loss);
        var reverted = result.Best.Units.SelectMany(u => variants.Units[u].Nodes).ToDictionary(n => n, _ => why);
        return new(Quantizer.Plan(variants.Draft, variants.Place(result.Best, _ => why)) with { Reverted = reverted }, report) { Count = count };

        double Loss(Choice choice)
        {
            var difference = Measure(choice, heldOut);
            if (difference is not null && done == 1) hardest = heldOut.Only(loss.Hardest(difference, limits.Hardest));
            return difference is null ? double.PositiveInfinity : loss.Of(difference);
        }

        double Noise(Choice choice) => Measure(choice, hardest) is { } difference && loss.Noise(difference) is var noise && double.IsFinite(noise) ? noise : double.MaxValue;

        Difference? Measure(Choice choice, HeldOut samples)
        {
            variants.Run.Advance(++done, limits.Evaluations);
            var difference = variants.Compare(choice, samples, loss.Cost);
            Unused.GiveBack();
            return difference;
        }
    }

    static string Why(SearchResult result, PredictedLoss loss)
    {
        var others = (result.Best.Units.Count() - 1) switch { 0 => "", 1 => " and 1 other", var n => $" and {Figures.Count(n)} others" };
        return $"predicted loss {Figures.Predicted(loss.Kind, result.Before)} → {Figures.Predicted(loss.Kind, result.After)} with this{others} in float";
    }

    static RefinementReport ReportOf(SearchResult result, Variants variants, HeldOut samples, PredictedLoss loss) => new()
    {
        Loss     = loss.Kind,
        Target   = loss.Target,
        Before   = result.Before,
        After    = result.After,
        Samples  = samples.References.Count,
        Reverted = [.. result.Best.Units.SelectMany(u => variants.Units[u].Nodes).Select(n => n.Label)],
        Trials   = [.. result.Trials.Select(t => new TrialReport([.. t.Choice.Units.SelectMany(u => variants.Units[u].Nodes).Select(n => n.Label)], Number(t.Loss), Number(t.Noise)))],
    };

    static double? Number(double value) => double.IsNaN(value) ? null : value;
}

/// <summary>What the step works on.</summary>
/// <param name="Plan">Of the draft's own placement.</param>
sealed record Subject(Job Job, Original Original, DataSets Data, Draft Draft, QuantizationPlan Plan);
