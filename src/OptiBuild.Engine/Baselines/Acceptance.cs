using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Baselines;

/// <summary>A job's way to and from the baseline.</summary>
static class Acceptance
{
    /// <summary>What was accepted of the job's model; null where there is nothing to compare with, or the result shall be accepted whatever it was before.</summary>
    /// <exception cref="OptiBuildException">OB4024, OB4027.</exception>
    public static Accepted? Of(Job job)
    {
        if (job.Options.Baseline is not { } path) return null;
        var baseline = job.AcceptsBaseline ? BaselineFile.ReadOrEmpty(path) : BaselineFile.Read(path);
        return job.AcceptsBaseline ? null : baseline.Models.GetValueOrDefault(job.Display);
    }

    /// <summary>The result with a word about having been accepted, where that was wanted, or about what it could not be held against.</summary>
    /// <exception cref="OptiBuildException">OB1005, OB4024.</exception>
    public static ModelResult Accepted(Job job, ModelResult result)
    {
        if (job.Options.Baseline is not { } path) return result;
        if (!job.AcceptsBaseline) return result.Report.Baseline is null ? Said(result, Diagnostics.BaselineIncomparable.With(job.Display, $"'{Data.Places.Name(path)}' holds none of it")) : result;
        if (Baselines.Accepted.Of(result.Report) is null) return Said(result, Diagnostics.NothingToAccept.With(job.Display));
        BaselineFile.Add([result.Report], path);
        return Said(result, Diagnostics.BaselineAccepted.With(job.Display, Data.Places.Name(path)));
    }

    static ModelResult Said(ModelResult result, Finding finding) =>
        new(result.Report with { Diagnostics = [.. result.Report.Diagnostics, DiagnosticReport.Of(finding)] }, [.. result.Findings, finding]);
}
