using System.CommandLine;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Cost;

/// <summary>What optimizing costs, against its bars of time and memory.</summary>
static class CostCommand
{
    public const int FewSamples = 128, ManySamples = 4096;
    const string Peer = "ort-u8s8";

    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Runs of each program, alternating; the medians count.", DefaultValueFactory = _ => 3 };
        var command = new Command("cost", "Time and memory of 'optimize' against its bars.") { Switches.Models, runs };
        command.SetAction(parsed =>
        {
            var models = parsed.GetRequiredValue(Switches.Models);
            var places = Places.Find();
            Run(places, AssetModel.Named(Switches.List(models)), parsed.GetValue(runs), models.Length == 0 ? Places.Committed(places.Repository) : places.Work());
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, int runs, string folder)
    {
        var python = PythonTools.Ready(places);
        var file = Path.Combine(folder, "cost.md");
        var rows = new List<CostRow>();
        foreach (var model in models)
        {
            Console.WriteLine(model.Name);
            rows.Add(Measure(model, places, python, runs));
            File.WriteAllText(file, CostTable.Of(rows, python.Versions(), runs));
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
    }

    static CostRow Measure(AssetModel model, Places places, PythonTools python, int runs)
    {
        var folder = places.Work("cost");
        OptiBuildTool.Request With(string? calibration) => new(Path.Combine(folder, model.Name + ".onnx"), "fast", Calibration: calibration);
        Call[] calls =
        [
            OptiBuildTool.Optimize(model, places, With(null)),
            python.Quantize(Peer, model, Path.Combine(folder, $"{model.Name}.{Peer}.onnx")),
            OptiBuildTool.Infer(model, places),
            OptiBuildTool.Optimize(model, places, With(python.CalibrationOf(model, FewSamples))),
            OptiBuildTool.Optimize(model, places, With(python.CalibrationOf(model, ManySamples))),
        ];
        var measured = Enumerable.Range(0, runs).Select(_ => calls.Select(python.Measure).ToArray()).ToArray();
        Measured Median(int call) => Measured.Median([.. measured.Select(run => run[call])]);
        return new(model.Name, Median(0), Median(1), Median(2), Median(3), Median(4));
    }
}
