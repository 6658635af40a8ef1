using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Cli.Commands;

/// <summary>Two models as they are, on the same samples.</summary>
sealed record Comparison(string First, string Second, string Data, Options Options)
{
    public int Threads { get; init; }

    /// <exception cref="OptiBuildException">OB1001, OB2xxx, OB3xxx, OB4003, OB4004, OB4009.</exception>
    public ModelResult Run(Steps steps, CancellationToken cancel)
    {
        using var read = steps.Begin("read");
        var (first, second) = (new GivenModel(First, Options), new GivenModel(Second, Options));
        using var before = first.Open(Threads);
        using var after = second.Open(Threads);
        RequireSameInputs(before, after);
        using var samples = Formats.Open(new DataRequest(Data, CommonSwitches.Data.Name, before.Inputs, Options));
        var criteria = Criteria.Of(Options, MetricRows.For(Options, samples));
        Gate.RequireProvable(second.Display, criteria, samples.Count);
        read.Dispose();

        using var validate = steps.Begin("validate");
        var trial = new Trial(samples, before.Inputs, before.Run, after.Run);
        var measurement = Gate.Measure(trial, criteria, new Run(Threads, validate.Advance, cancel));
        validate.Dispose();

        using var time = steps.Begin("time");
        var evidence = new Evidence(second.Display)
        {
            Metric     = measurement.Metric,
            NotANumber = measurement.NotANumber,
            Notes      = measurement.Notes,
            Size       = new(first.Bytes, second.Bytes, second.Bytes),
            Latency    = Speed(first, second, samples, cancel),
        };
        time.Dispose();
        var hashes = new HashesReport(first.Hash, null, samples.Hash(), GivenModel.HashOf(Options), second.Hash);
        var result = Judged(second, evidence);
        return result with { Report = result.Report with { Steps = steps.Done, Hashes = hashes } };
    }

    ModelResult Judged(GivenModel model, Evidence evidence)
    {
        var judgement = Verdicts.Judge(evidence, Options).Beside(evidence.Notes);
        var report = model.ToReport(judgement.Verdict) with
        {
            Diagnostics = [.. judgement.Findings.Select(DiagnosticReport.Of)],
            Metric      = evidence.Metric,
            Size        = evidence.Size,
            Latency     = evidence.Latency,
        };
        return new(report, judgement.Findings);
    }

    LatencyReport Speed(GivenModel first, GivenModel second, Samples samples, CancellationToken cancel)
    {
        using var before = first.Open(threads: 1);
        using var after = second.Open(threads: 1);
        return Latency.Compare(before, after, Batches.Of(samples, before.Inputs, 1, cancel).First(), LatencySettings.For(Options.Effort), cancel);
    }

    void RequireSameInputs(Runner before, Runner after)
    {
        var (a, b) = (Listed(before.Inputs), Listed(after.Inputs));
        if (a != b) throw new OptiBuildException(Diagnostics.ModelsDiffer.With(CommonSwitches.Display(First), CommonSwitches.Display(Second), $"one takes {a}, the other {b}"));
    }

    static string Listed(IReadOnlyList<ModelInput> inputs) => string.Join(", ", inputs.Select(i => $"{i.Type.ToString().ToLowerInvariant()} '{i.Name}'"));
}
