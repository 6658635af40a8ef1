using System.CommandLine;
using OptiBuild.Cli.Talk;
using OptiBuild.Engine;
using OptiBuild.Engine.Sweeps;

namespace OptiBuild.Cli.Commands;

static class SweepCommand
{
    static IEnumerable<OptionRow> Rows => OptionSwitches.Rows("CalibrationData", "ValidationData").Concat(OptionSwitches.Data)
        .Concat(OptionSwitches.Rows("Confidence", "Effort", "TargetCpu", "KeepFloat"));

    public static Command Create(CancellationToken cancel)
    {
        var model = CommonSwitches.Model();
        var output = new Option<string>("--output", "-o") { Description = "The page; its figures go to a file .json beside it.", HelpName = "a file .html", Required = true };
        var append = new Option<bool>("--append") { Description = "Keep the other models that are on the page already." };
        var switches = new OptionSwitches(Rows);
        var command = new Command("sweep", "Shows on one page what pruning and quantization cost in accuracy, and what they bring in size and time.") { model, output, append, CommonSwitches.Threads };
        switches.AddTo(command);
        command.SetAction(parsed =>
        {
            var (path, page) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(output));
            var before = parsed.GetValue(append) && File.Exists(SweepPage.Figures(page)) ? SweepJson.Read(SweepPage.Figures(page)) : new Sweep(SweepJson.Schema, Product.Info, []);
            var request = new SweepRequest(path, CommonSwitches.Display(path), [.. switches.Texts(parsed)], parsed.GetValue(CommonSwitches.Threads));
            var swept = Watching.Run(steps => Sweeper.Run(request, SweepSettings.All, steps, cancel));
            SweepPage.Write(before.With(swept) with { Tool = Product.Info }, page);
            Console.Out.WriteLine($"{Printable.Of(request.Display)} → {swept.Points.Count} settings, {Printable.Of(CommonSwitches.Display(page))}");
            return ExitCodes.Done;
        });
        return command;
    }
}
