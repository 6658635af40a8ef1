using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Work;

/// <summary>The reports of a job: each model's own, and those of the whole project, to which models that were not made again belong too.</summary>
static class Told
{
    /// <returns>What is worth a warning.</returns>
    /// <exception cref="OptiBuildException">OB1005: a file cannot be written.</exception>
    public static IReadOnlyList<Finding> Write(JobFile job, IReadOnlyList<ModelReport> made, ReportFiles? files)
    {
        foreach (var (model, report) in job.Models.Zip(made))
            if (model.Report is { } own) ReportJson.Write(Of([report]), own);
        var project = Of(job.Reports is { } reports ? [.. Project(reports, job, made)] : made);
        if (job.Report is { } path) ReportJson.Write(project, path);
        return files?.Write(project, Surroundings.Of(TimeProvider.System, Environment.GetEnvironmentVariable)) ?? [];
    }

    static IEnumerable<ModelReport> Project(JobReports reports, JobFile job, IReadOnlyList<ModelReport> made)
    {
        var now = job.Models.Zip(made).Where(m => m.First.Report is not null).ToDictionary(m => m.First.Report!, m => m.Second, StringComparer.Ordinal);
        return reports.Project.SelectMany(path => now.TryGetValue(path, out var report) ? [report] : Earlier(path));
    }

    /// <summary>A report that is gone or damaged is no reason to stop: the next build of its model writes it anew.</summary>
    static IEnumerable<ModelReport> Earlier(string path)
    {
        try
        {
            return ReportJson.Read(path).Models;
        }
        catch (OptiBuildException)
        {
            return [];
        }
    }

    static Report Of(IReadOnlyList<ModelReport> models) => new(ReportJson.Schema, Product.Info, models);
}
