using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Engine.Caching;

/// <summary>The pipeline, where a result is not there already. Judged is every result anew, by what is asked for now.</summary>
public static class CachedPipeline
{
    /// <exception cref="OptiBuildException">As of <see cref="Pipeline.Run"/>.</exception>
    public static ModelResult Run(Job job, CancellationToken cancel)
    {
        if (job.Cache is not { } cache) return Pipeline.Run(job, cancel);
        if (ResultKey.Unknown(job.Options) is { } reason) return Said(Pipeline.Run(job, cancel), [Diagnostics.NotCached.With(job.Display, reason)]);
        var result = Run(job, cache, cancel);
        return Said(result, cache.TakeFindings());
    }

    static ModelResult Run(Job job, ResultCache cache, CancellationToken cancel)
    {
        var accepted = Acceptance.Of(job);

        // Not while another model's speed is measured.
        job.Turn?.Pass();
        var key = ResultKey.Of(job);

        // What is accepted shall be what this build saw.
        if (!job.AcceptsBaseline && Find(key, job, cache, cancel) is { } found)
        {
            RequireProvable(found.Report, job);
            return Conclusion.Of(job, found, accepted);
        }
        using var folder = new TemporaryFolder();
        var made = Pipeline.Make(job, folder, cancel);
        if (StoredResult.Files(made, job) is not { } files) return Said(Conclusion.Of(job, made, accepted), [Diagnostics.NotCached.With(job.Display, "its result does not fit into one file")]);
        if (key.IsOf(made.Report)) cache.Keep(key.Hash, files, cancel);
        return Conclusion.Of(job, From(made, ResultOrigin.Made, key), accepted);
    }

    static Outcome? Find(ResultKey key, Job job, ResultCache cache, CancellationToken cancel)
    {
        if (cache.Find(key.Hash, StoredResult.Expected(job, key.Original), cancel) is not { } entry) return null;
        try
        {
            var outcome = StoredResult.Read(entry.Files, key.Original);
            if (entry.Origin == ResultOrigin.Remote) cache.KeepHere(key.Hash, entry.Files);
            return IsEnough(outcome.Report, job.Options) ? From(outcome, entry.Origin, key) : null;
        }
        catch (InvalidDataException e)
        {
            cache.Damaged(key.Hash, entry.Origin, e.Message);
            return null;
        }
    }

    /// <summary>Whether the figures that were measured answer what is asked now.</summary>
    static bool IsEnough(ModelReport report, Options options) =>
        (options.MinSpeedup is null || report.Latency is not null) && (options.Gate == GateMode.Off || report.Metric is not { } metric || Criteria.Suit(options, metric));

    /// <summary>What a run would stop at before any work.</summary>
    static void RequireProvable(ModelReport report, Job job)
    {
        if (job.Options.Gate == GateMode.Certify && report.Metric is { Unit: MetricUnit.Share } metric)
            Gate.RequireProvable(job.Display, Criteria.BudgetOf(job.Options, metric.Unit), job.Options.Confidence, metric.Samples);
    }

    static Outcome From(Outcome outcome, ResultOrigin origin, ResultKey key) => outcome with { Report = outcome.Report with { Cache = new(origin, key.Hash) } };

    static ModelResult Said(ModelResult result, IReadOnlyList<Finding> more) => more.Count == 0 ? result : result with { Findings = [.. more, .. result.Findings] };
}
