using System.CommandLine;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

static class OptimizeCommand
{
    public static Command Create(CancellationToken cancel)
    {
        var model = CommonSwitches.Model();
        var output = new Option<string>("--output", "-o") { Description = "Where to write the optimized model. Not set: nothing is written but the report.", HelpName = "a file" };
        var packed = new Option<string>("--packed") { Description = "Where to write the model as an app embeds it: compressed, with short names inside.", HelpName = "a file" };
        var accept = new Option<bool>("--accept-baseline") { Description = "Write the result into the file of --baseline, as the one that later results must not fall behind." };
        var switches = new OptionSwitches(OptionRows.All);
        var command = new Command("optimize", "Makes a model smaller, and proves that it still answers as well.") { model, output, packed, accept, CommonSwitches.Report, CommonSwitches.History, CommonSwitches.Threads };
        switches.AddTo(command);
        command.SetAction(parsed =>
        {
            var files = CommonSwitches.Files(parsed) with { HistoryFile = parsed.GetValue(CommonSwitches.History) };
            var path = parsed.GetRequiredValue(model);
            var job = new Job(path, CommonSwitches.Display(path), parsed.GetValue(output), parsed.GetValue(packed), null, switches.Read(parsed), parsed.GetValue(CommonSwitches.Threads))
            {
                AcceptsBaseline = parsed.GetValue(accept),
            };
            if (job is { AcceptsBaseline: true, Options.Baseline: null }) throw new OptiBuildException(Diagnostics.CommandIncomplete.With("--accept-baseline needs --baseline and a file"));
            var result = Watching.Run(steps => Pipeline.Run(job with { Steps = steps }, cancel));
            CommonSwitches.Write(result.Report, files);
            foreach (var finding in result.Findings) Console.Error.WriteLine(finding.ToLine(Product.Command));
            if (!result.IsFailed) Console.Out.WriteLine(Summary.Line(result.Report, parsed.GetValue(packed) is null ? EmbedMode.None : EmbedMode.Resource));
            return ExitCodes.Of(result.Findings);
        });
        return command;
    }
}
