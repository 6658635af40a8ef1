using System.Security.Cryptography;
using System.Text;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>Puts together what is told about one model.</summary>
static class Reporter
{
    /// <summary>What was measured and done, without a verdict.</summary>
    public static ModelReport Of(Contest contest, Evidence evidence) => new()
    {
        Model       = contest.Job.Display,
        Verdict     = Verdict.Off,
        Data        = contest.Data.Report,
        Metric      = evidence.Metric,
        Size        = evidence.Size,
        Latency     = evidence.Latency,
        Layers      = contest.Candidate.Layers,
        Channels    = evidence.Channels,
        Refinement  = evidence.Refinement,
        Levels      = evidence.Levels,
        Steps       = contest.Job.Steps.Done,
        Environment = Machine.Describe(),
        Hashes      = new(contest.Original.Hash, contest.Data.Calibration?.Hash(), contest.Data.Validation?.Hash(), OfOptions(contest.Job.Options), contest.Candidate.Model.Hash),
        Interface   = contest.Original.Interface,
    };

    /// <summary>The same with what was asked for, and what that makes of it.</summary>
    public static ModelReport Judged(ModelReport made, Job job, Evidence evidence, Judgement judgement) => made with
    {
        Model       = job.Display,
        Verdict     = judgement.Verdict,
        Diagnostics = [.. judgement.Findings.Select(DiagnosticReport.Of)],
        Criteria    = Criteria(job.Options),
        Baseline    = evidence.Baseline,
        Hashes      = made.Hashes is { } hashes ? hashes with { Options = OfOptions(job.Options) } : null,
    };

    static string OfOptions(Options options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Asked)));

    static CriteriaReport Criteria(Options options) => new(options.Gate.ToString(), options.MinMetric, options.MinSizeReduction, options.MinSpeedup) { MaxClassDrop = options.MaxClassDrop?.ToString() };
}
