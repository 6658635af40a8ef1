using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;

namespace OptiBuild.Cli.Work;

/// <summary>The process that a build starts: does every model of a job file, tells what happens, writes the reports.</summary>
sealed class Worker(Records records, Func<Job, CancellationToken, ModelResult> pipeline)
{
    /// <summary>What is told first where the app's ONNX Runtime could not be loaded.</summary>
    public Finding? NotLoaded { get; init; }

    /// <summary>As <see cref="Job.InlineLimit"/>.</summary>
    public long InlineLimit { get; init; } = ModelWriter.InlineLimit;

    public int Run(string path, CancellationTokenSource cancel)
    {
        var job = JobFile.Read(path);
        using var watch = ParentWatch.Start(job.ParentPid, cancel);
        try
        {
            // A mistyped form must not cost minutes.
            var files = job.Reports?.ToFiles();
            foreach (var finding in OfRuntime(job)) records.Diagnostic(0, finding);
            var (cache, findings) = job.Cache is { } wish ? ResultCache.Open(wish, Environment.GetEnvironmentVariable) : (null, []);
            using var held = cache;
            foreach (var finding in findings) records.Diagnostic(0, finding);
            var results = Run(job with { Results = cache, InlineLimit = InlineLimit }, cancel.Token);
            var told = Told.Write(job, [.. results.Select(r => r.Report)], files);
            foreach (var finding in told) records.Diagnostic(0, finding);
            foreach (var page in (files?.Files ?? []).Where(f => f.Form.Name == "html")) records.Page(page.Path);
            return ExitCodes.Of(results.SelectMany(r => r.Findings).Concat(told));
        }
        catch (OptiBuildException e)
        {
            records.Diagnostic(0, e.Finding);
            return ExitCodes.Of([e.Finding]);
        }
    }

    IReadOnlyList<ModelResult> Run(JobFile job, CancellationToken cancel)
    {
        if (job.Models.Count == 1) return [Run(job.Models[0], 0, job, cancel)];
        var quiet = new Quiet();
        return new Crew<ModelResult>(Shares.OfMachine(job.Threads), share =>
        {
            using var turn = quiet.Enter();
            return Run(job.Models[share.Model] with { Turn = turn }, share.Model, job with { Threads = share.Threads }, cancel);
        }).Run([.. job.Models.Select(m => m.Bytes)]);
    }

    /// <summary>Once for all models: they share what the app ships. Nothing where only reports are written.</summary>
    IEnumerable<Finding> OfRuntime(JobFile job)
    {
        if (job.Models.Count == 0 || job.Runtime is not { } oldest) yield break;
        var versions = job.Runtimes!.Select(r => r.Version).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (versions.Length > 1) yield return Diagnostics.RuntimesDiffer.With(string.Join(", ", versions), oldest.Version.ToString());
        if (NotLoaded is { } finding) yield return finding;
    }

    /// <summary>One model's failure is told and does not stop the others.</summary>
    ModelResult Run(JobModel model, int index, JobFile job, CancellationToken cancel)
    {
        records.Begin(index);
        var result = Result(model, index, job, cancel);
        records.End(index);
        return result;
    }

    ModelResult Result(JobModel model, int index, JobFile job, CancellationToken cancel)
    {
        foreach (var (name, text) in model.Options.OrderBy(o => o.Key, StringComparer.Ordinal)) records.Input(index, name, text);
        var result = Attempt(model, index, job, cancel);
        if (model.Place is { } place) result = result with { Report = result.Report with { Place = place.ToReport() } };
        foreach (var finding in result.Findings) records.Diagnostic(index, finding);
        if (result.IsFailed) return result;
        var options = Options.From(model.Options);
        records.Summary(index, Summary.Line(result.Report, options.Embed));
        foreach (var (name, value) in Facts.Lines(result.Report, options.Compression)) records.Output(index, name, value);
        return result;
    }

    ModelResult Attempt(JobModel model, int index, JobFile job, CancellationToken cancel)
    {
        try
        {
            return pipeline(model.ToJob(job, new Steps(_ => model.Turn?.Pass(), s => records.Step(index, s))), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var finding = Failures.Of(e, model.Display);
            return new ModelResult(Failed(model.Display, finding), [finding]);
        }
    }

    static ModelReport Failed(string model, Finding finding) => new()
    {
        Model = model,
        Verdict = Verdict.Failed,
        Diagnostics = [DiagnosticReport.Of(finding)],
    };
}
