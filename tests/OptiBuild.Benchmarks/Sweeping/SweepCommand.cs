using System.CommandLine;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Engine;
using OptiBuild.Engine.Sweeps;

namespace OptiBuild.Benchmarks.Sweeping;

/// <summary>The page of accuracy against zeros and size: <c>sweep.html</c> among the committed figures.</summary>
static class SweepCommand
{
    /// <summary>One whose weights lie in one large product, one of convolutions, one of attention.</summary>
    static readonly string[] Shown = ["cnn", "resnet", "vit"];

    public static Command Create()
    {
        var command = new Command("sweep", $"The page of accuracy against zeros, size and time, for {string.Join(", ", Shown)}.") { Switches.Models };
        command.SetAction(parsed =>
        {
            var models = parsed.GetRequiredValue(Switches.Models);
            var places = Places.Find();
            Run(places, AssetModel.Named(models.Length == 0 ? Shown : Switches.List(models)), models.Length == 0 ? Places.Committed(places.Repository) : places.Work());
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, string folder)
    {
        var page = Path.Combine(folder, "sweep.html");
        var version = typeof(Pipeline).Assembly.GetName().Version!.ToString(3);
        var sweep = new Sweep(SweepJson.Schema, new("OptiBuild", version), []);
        foreach (var model in models)
        {
            Console.WriteLine(model.Name);
            sweep = sweep.With(Sweeper.Run(Request(model, places), SweepSettings.All, new Steps(ended: s => Console.WriteLine($"  {s.Name}  {s.Seconds:F1} s")), CancellationToken.None));

            // After every model: a run takes long, and what is measured stays measured.
            SweepPage.Write(sweep, page);
        }
        Console.WriteLine($"Written to '{page}'.");
    }

    static SweepRequest Request(AssetModel model, Places places) => new(model.Model(places), model.Name + ".onnx",
    [
        KeyValuePair.Create("CalibrationData", places.Asset(model.Calibrate)),
        KeyValuePair.Create("ValidationData", places.Asset(model.Labelled)),
        .. model.Options,
    ], Threads: 0);
}
