using System.Security.Cryptography;
using System.Text;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine;

/// <summary>Puts together what is told about one model.</summary>
static class Reporter
{
    public static ModelReport Of(Contest contest, Evidence evidence, Judgement judgement) => new()
    {
        Model       = contest.Job.Display,
        Verdict     = judgement.Verdict,
        Diagnostics = [.. judgement.Findings.Select(f => new DiagnosticReport(f.Diagnostic.Code, f.Diagnostic.Severity.ToString().ToLowerInvariant(), f.Message))],
        Data        = contest.Data.Report,
        Criteria    = Criteria(contest.Job.Options),
        Metric      = evidence.Metric,
        Size        = evidence.Size,
        Latency     = evidence.Latency,
        Layers      = contest.Candidate.Layers,
        Channels    = evidence.Channels,
        Refinement  = evidence.Refinement,
        Levels      = evidence.Levels,
        Baseline    = evidence.Baseline,
        Steps       = contest.Job.Steps.Done,
        Environment = Machine.Describe(),
        Hashes      = new(contest.Original.Hash, contest.Data.Calibration?.Hash(), contest.Data.Validation?.Hash(), Sha256(Encoding.UTF8.GetBytes(contest.Job.Options.Asked)), Sha256(contest.Candidate.Bytes)),
        Interface   = contest.Original.Interface,
    };

    static CriteriaReport Criteria(Options options) => new(options.Gate.ToString(), options.MinMetric, options.MinSizeReduction, options.MinSpeedup) { MaxClassDrop = options.MaxClassDrop?.ToString() };

    static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
