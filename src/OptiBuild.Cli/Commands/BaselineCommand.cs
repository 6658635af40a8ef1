using System.CommandLine;
using System.Text.Json;
using OptiBuild.Engine;
using OptiBuild.Engine.Baselines;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

static class BaselineCommand
{
    public static Command Create()
    {
        var reports = new Argument<string[]>("report.json") { Description = "Reports of results that shall be the accepted ones.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "The baseline. Models that are in it and not in the reports stay in it.", HelpName = "a file", Required = true };
        var command = new Command("baseline", "Accepts results: later ones must not fall behind them.") { reports, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var models = parsed.GetRequiredValue(reports).SelectMany(Read).ToArray();
            BaselineFile.Add(models, path);
            foreach (var model in models.Where(m => Accepted.Of(m) is not null))
                Console.Out.WriteLine($"{Printable.Of(model.Model)}: {Printable.Of(model.Metric!.Name)} {Figures.Value(model.Metric, model.Metric.Optimized)}, {Figures.Bytes(model.Size!.Embedded)}");
            return ExitCodes.Done;
        });
        return command;
    }

    /// <exception cref="OptiBuildException">OB3001, OB4026: a model that failed cannot be accepted, OB3004.</exception>
    static IReadOnlyList<ModelReport> Read(string path)
    {
        if (!File.Exists(path)) throw new OptiBuildException(Diagnostics.DataMissing.With("Report", CommonSwitches.Display(path)));
        try
        {
            var report = ReportJson.Read(File.ReadAllBytes(path));
            var failed = report.Models.FirstOrDefault(m => m.Verdict is Verdict.Failed or Verdict.Uncertain && m.Diagnostics.Any(d => d.Severity == "error" && !IsOfTheBaseline(d)));
            return failed is null ? report.Models : throw new OptiBuildException(Diagnostics.FailedNotAccepted.With(failed.Model));
        }
        catch (JsonException e)
        {
            throw new OptiBuildException(Diagnostics.DataDamaged.With(CommonSwitches.Display(path), "it is no report"), e);
        }
    }

    /// <summary>To accept is to say that these do not matter.</summary>
    static bool IsOfTheBaseline(DiagnosticReport diagnostic) => diagnostic.Code == Diagnostics.WorseThanAccepted.Code || diagnostic.Code == Diagnostics.AcceptedUncertain.Code;
}
