using System.CommandLine;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

static class CompareCommand
{
    static IEnumerable<OptionRow> Rows => OptionSwitches.Data.Concat(
        OptionSwitches.Rows("MaxDrop", "MaxClassDrop", "MinMetric", "Confidence", "Gate", "MinSizeReduction", "MinSpeedup", "Effort"));

    public static Command Create(CancellationToken cancel)
    {
        var (first, second) = (CommonSwitches.Model("a.onnx"), CommonSwitches.Model("b.onnx"));
        var switches = new OptionSwitches(Rows);
        var command = new Command("compare", "Measures on the same samples what the second model loses against the first. Judged where --max-drop is given.")
        {
            first, second, CommonSwitches.Data, CommonSwitches.Report, CommonSwitches.Threads,
        };
        switches.AddTo(command);
        command.SetAction(parsed =>
        {
            var files = CommonSwitches.Files(parsed);
            var comparison = new Comparison(parsed.GetRequiredValue(first), parsed.GetRequiredValue(second), parsed.GetRequiredValue(CommonSwitches.Data), Judged(switches.Read(parsed)))
            {
                Threads = parsed.GetValue(CommonSwitches.Threads),
            };
            var (report, findings) = Watching.Run(steps => comparison.Run(steps, cancel));
            CommonSwitches.Write(report, files);
            foreach (var finding in findings) Console.Error.WriteLine(finding.ToLine(Product.Command));
            Write(report, Console.Out);
            return ExitCodes.Of(findings);
        });
        return command;
    }

    /// <summary>Without a budget the figures are only shown.</summary>
    static Options Judged(Options options) => options.MaxDrop is null ? options with { Gate = GateMode.Off } : options;

    static void Write(ModelReport report, TextWriter output)
    {
        var (metric, size, latency) = (report.Metric!, report.Size!, report.Latency!);
        output.WriteLine(Printable.Of(Figures.Change(metric)));
        if (metric.Floor is { } floor) output.WriteLine($"at least {Figures.AtLeast(metric, floor)} at {Figures.Percent(metric.Confidence)}");
        else if (double.IsFinite(metric.Loss)) output.WriteLine($"loss {Figures.Loss(metric, metric.Loss)}, at most {Figures.Loss(metric, metric.LossUpper)} at {Figures.Percent(metric.Confidence)}");
        output.WriteLine($"agreement {Figures.Percent(metric.Agreement)}");
        output.WriteLine($"size {Figures.Bytes(size.Original)} → {Figures.Bytes(size.Optimized)} ({Figures.Ratio(size.Original / (double)size.Optimized)})");
        output.WriteLine($"latency {Figures.Milliseconds(latency.OriginalMs)} → {Figures.Milliseconds(latency.OptimizedMs)} ({Figures.Ratio(latency.Speedup)} as fast, one sample, one thread)");
        MetricTables.Compared(metric, output);
    }
}
