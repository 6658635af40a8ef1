using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Refining;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;
using OptiBuild.Onnx;

namespace OptiBuild.Engine.Levels;

/// <summary>Tells from calibration samples what a candidate will lose, and how much it may.</summary>
/// <remarks>
/// Where answers are counted, the gate compares the upper bound of the loss with the budget, and what it will see is a matter of chance. So what is predicted is that bound as
/// it will be 9 times out of 10:
///   lost + (z_confidence + z_assurance) · √(changed / n)        changed = expected + ½ (1 + 64 / m) √(expected / m)
///   lost = max(1.5 · lost probability, changed / 5), or all that changed where agreement is asked for
/// with n the number of validation samples and m that of calibration samples: the search takes what looks best by chance, and of few samples chance says more. 1.5 and 1/5: the original's own probabilities proved too mild by so much,
/// and of answers that change, more go wrong than right.
/// Of boxes it is the average precision lost, with a part of the budget as the target, which leaves room for chance.
/// Where nothing is judged (Gate=Off), or eight bits alone already cost more than the budget, as much is allowed as eight bits cost, and a little more.
/// </remarks>
sealed class Judge
{
    /// <summary>Held-out samples that candidates are asked, and those among them that single weights are.</summary>
    const int MostSamples = 256, Probes = 16;

    const double Mildness = 1.5, LeastShare = 0.2, Assurance = 1.282, Doubt = 0.5, Few = 64;

    /// <summary>Of what eight bits cost, and of answers.</summary>
    const double Growth = 1.1, FewAnswers = 0.001, NoiseGrowth = 1.25;

    /// <summary>Of answers: what the original's margins and probabilities foretell holds for small changes. A wider budget is for the gate, not to be spent.</summary>
    const double MostAnswers = 0.1;

    readonly HeldOut heldOut, probes;
    readonly HeldOut? boxes;
    readonly PredictedLoss loss;
    readonly Responses responses;
    readonly double[] weights;
    readonly IReadOnlyList<AnswerShift> margins, changes;
    readonly (int Samples, double Z)? gate;

    Judge(Reference reference, PredictedLoss loss, (int, double)? gate, HeldOut? boxes)
    {
        this.boxes = boxes;
        (heldOut, this.loss, responses, weights, this.gate) = (reference.HeldOut, loss, reference.Responses, reference.Weights, gate);
        probes = heldOut.Only([.. Enumerable.Range(0, Math.Min(Probes, heldOut.References.Count)).Select(i => i * heldOut.References.Count / Math.Min(Probes, heldOut.References.Count))]);
        (margins, changes) = (reference.Margins(loss.Cost), reference.Margins(AnswerCost.One));
    }

    public LossKind Kind => loss.Kind;
    public int Samples => heldOut.References.Count;

    /// <summary>What lies before the choice of boxes: their order would hide what single weights do.</summary>
    public Responses Responses => responses;

    /// <summary>Makes what is compared the graph's only outputs.</summary>
    /// <param name="nodes">The graph's nodes, as they were numbered before anything was inserted.</param>
    public void Expose(Graph graph, IReadOnlyList<Node> nodes)
    {
        if (boxes is null) responses.Expose(graph, nodes);
    }

    bool CountsAnswers => loss.Kind is LossKind.LostProbability or LossKind.ChangedAnswers;

    /// <summary>Null where there are no samples to judge by.</summary>
    public static Judge? Of(Subject subject, Run run)
    {
        var (_, original, data, draft, _) = subject;
        if (data.Calibration is null || Reference.Of(original, draft.Model, data.Calibration, run) is not { } reference) return null;
        var gate = data is { Validation: { } v, Criteria: { } c } ? (v.Count, Numerics.Statistics.Normal.Quantile(c.Confidence)) : ((int, double)?)null;
        if (data.Criteria is { Metric.Boxes: not null } precise && HeldOut.Of(original, data.Calibration, (MostSamples, precise.Metric), run) is { } boxes)
            return new(reference, PredictedLoss.Of(precise, boxes), gate, boxes);
        var criteria = data.Criteria is { } given && reference.Responses.Places.Count == 0 ? given
            : new Criteria(MetricRows.All.First(m => m.Name == (reference.Responses.Places.Count == 0 ? "agreement" : "rmse")), GateMode.Off, data.Criteria?.Budget ?? new(0.01, BudgetUnit.Points), 0.95);
        var loss = reference.Responses.Places.Count > 0 ? new PredictedLoss(LossKind.NoiseShare, PredictedLoss.Share * criteria.Budget.Amount) : PredictedLoss.Of(criteria, reference.HeldOut);
        return new(reference, loss, gate, null);
    }

    /// <summary>What a candidate may be predicted to lose.</summary>
    /// <param name="finest">What eight bits are predicted to lose.</param>
    public double Target(double finest)
    {
        if (CountsAnswers || boxes is not null) return Math.Max(gate is null ? 0 : Math.Min(MostAnswers, loss.Target), Growth * finest + FewAnswers);
        return Math.Max(gate is null ? 0 : PredictedLoss.ShareOfNoise * loss.Target, NoiseGrowth * finest);
    }

    public double Loss(Ask candidate, CancellationToken cancel)
    {
        if (boxes is not null) return loss.Of(boxes.Compare(candidate, loss.Cost, cancel));
        var difference = heldOut.Compare(Combined(candidate), loss.Cost, cancel);
        if (!CountsAnswers) return loss.Of(difference);
        var changed = ExpectedChanges.Of(difference.Shifts, changes);
        changed += Doubt * (1 + Few / changes.Count) * Math.Sqrt(changed / changes.Count);
        if (gate is not { } judged) return changed;
        var (samples, z) = judged;
        var lost = loss.Kind == LossKind.ChangedAnswers ? changed : Math.Max(Mildness * ExpectedChanges.Of(difference.Shifts, margins), LeastShare * changed);
        return lost + (z + Assurance) * Math.Sqrt(changed / samples);
    }

    /// <summary>Of answers or outputs, on a few samples: adds up over independent errors.</summary>
    public double Noise(Ask candidate, CancellationToken cancel)
        => boxes is null ? loss.Noise(probes.Compare(Combined(candidate), loss.Cost, cancel)) : probes.Compare(Combined(candidate), AnswerCost.One, cancel).MeanNoise;

    Ask Combined(Ask candidate) => batch => [.. candidate(batch).Select(outputs => (IReadOnlyList<Output>)[Reference.Combine(outputs, weights)])];
}
