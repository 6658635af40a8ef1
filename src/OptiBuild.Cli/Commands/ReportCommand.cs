using System.CommandLine;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Reports.Histories;

namespace OptiBuild.Cli.Commands;

/// <summary>Reports that exist already, in other forms.</summary>
static class ReportCommand
{
    public static Command Create()
    {
        var reports = new Argument<string[]>("report.json") { Description = "Reports of one or more runs; their models are told together.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string[]>("--output", "-o") { Description = $"Where to write it; may be given several times. {CommonSwitches.Forms}", HelpName = "a file", Required = true, AllowMultipleArgumentsPerToken = false };
        var command = new Command("report", "Tells reports in other forms: a page for people, files for CI systems.") { reports, output, CommonSwitches.History };
        command.SetAction(parsed =>
        {
            var files = ReportFiles.At(parsed.GetRequiredValue(output), output.Name);
            var report = Together(parsed.GetRequiredValue(reports));
            var (path, history) = (parsed.GetValue(CommonSwitches.History), History.None);
            if (path is not null) history = History.Read(path);
            files.Draw(report, history);
            foreach (var finding in history.Findings(path ?? "")) Console.Error.WriteLine(finding.ToLine(Product.Command));
            foreach (var file in files.Files) Console.Out.WriteLine($"{Figures.Count(report.Models.Count)} {(report.Models.Count == 1 ? "model" : "models")} → {Printable.Of(CommonSwitches.Display(file.Path))}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>As one report by the tool that tells it.</summary>
    static Engine.Reports.Report Together(string[] paths) => new(ReportJson.Schema, Product.Info, [.. paths.SelectMany(p => ReportJson.Read(p).Models)]);
}
