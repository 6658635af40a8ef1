using System.CommandLine;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Validation;

namespace OptiBuild.Cli.Commands;

static class EvaluateCommand
{
    sealed record Request(string Model, string Data, Options Options, int Threads);

    public static Command Create(CancellationToken cancel)
    {
        var model = CommonSwitches.Model();
        var switches = new OptionSwitches(OptionSwitches.Data);
        var command = new Command("evaluate", "Measures a model on labelled samples.") { model, CommonSwitches.Data, CommonSwitches.Report, CommonSwitches.Threads };
        switches.AddTo(command);
        command.SetAction(parsed =>
        {
            var files = CommonSwitches.Files(parsed);
            var request = new Request(parsed.GetRequiredValue(model), parsed.GetRequiredValue(CommonSwitches.Data), switches.Read(parsed), parsed.GetValue(CommonSwitches.Threads));
            var report = Watching.Run(steps => Evaluate(request, steps, cancel));
            CommonSwitches.Write(report, files);
            Console.Out.WriteLine($"{Printable.Of(report.Metric!.Name)} {Figures.Value(report.Metric, report.Metric.Original)} ({Figures.Count(report.Metric.Samples)} samples)");
            MetricTables.Measured(report.Metric, Console.Out);
            return ExitCodes.Done;
        });
        return command;
    }

    static ModelReport Evaluate(Request request, Steps steps, CancellationToken cancel)
    {
        using var read = steps.Begin("read");
        var model = new GivenModel(request.Model, request.Options);
        using var runner = model.Open(request.Threads);
        using var samples = Formats.Open(new DataRequest(request.Data, CommonSwitches.Data.Name, runner.Inputs, request.Options));
        var metric = Labelled(MetricRows.For(request.Options, samples));
        read.Dispose();

        using var evaluate = steps.Begin("evaluate");
        var evaluation = Evaluation.Of(samples, runner.Inputs, runner.Run, metric, new Run(request.Threads, evaluate.Advance, cancel));
        evaluate.Dispose();
        return model.ToReport(Verdict.Off) with
        {
            Metric = evaluation.ToReport(),
            Steps  = steps.Done,
            Hashes = new(model.Hash, null, samples.Hash(), GivenModel.HashOf(request.Options), null),
        };
    }

    /// <remarks>What is measured against the original says nothing of the original itself; <c>compare</c> takes two.</remarks>
    static Metric Labelled(Metric metric) => !metric.IsAgainstOriginal ? metric
        : throw new OptiBuildException(Diagnostics.OptionInvalid.With(metric.Name, "Metric", string.Join(", ", MetricRows.All.Where(m => !m.IsAgainstOriginal).Select(m => m.Name)) + ", for data with labels"));
}
