using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>The last part of a run: judges what was made, tells it, and writes it where it passed.</summary>
static class Conclusion
{
    /// <param name="accepted">What the result is held against besides; null for nothing.</param>
    /// <exception cref="OptiBuildException">OB1005, OB4024.</exception>
    public static ModelResult Of(Job job, Outcome outcome, Accepted? accepted)
    {
        var (made, options) = (outcome.Report, job.Options);
        var evidence = new Evidence(job.Display)
        {
            Metric     = made.Metric,
            NotANumber = outcome.NotANumber,
            Size       = made.Size,
            Latency    = made.Latency,
            Refinement = made.Refinement,
            Baseline   = accepted is null ? null : BaselineGate.Compare(accepted, made.Metric, made.Hashes?.Validation, options.Baseline!),
        };
        var judgement = Verdicts.Judge(evidence, options);
        judgement = judgement.Beside([.. outcome.Notes, .. judgement.IsFailed ? [] : Shape(job, made)]);
        var result = new ModelResult(Reporter.Judged(made, job, evidence, judgement), judgement.Findings);
        if (result.IsFailed) return result;
        Packer.Write(job, outcome.Shipment, result.Report);
        return Acceptance.Accepted(job, result);
    }

    /// <summary>What is shipped in another form than the user asked for.</summary>
    static IEnumerable<Finding> Shape(Job job, ModelReport made) =>
        job.IsForResource && made.Size is { WeightsFile: { } weights } size
            ? [Diagnostics.ShippedAsContent.With(job.Display, $"it has {Figures.Bytes(size.Optimized)}, and a resource can hold 2 GB; its weights lie in '{weights}'")] : [];
}
