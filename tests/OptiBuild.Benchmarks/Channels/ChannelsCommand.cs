using System.CommandLine;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Benchmarks.Channels;

/// <summary>What removing channels brings beside int8 alone, with the gate on.</summary>
static class ChannelsCommand
{
    static readonly string[] Models = ["cnn", "resnet", "mobilenet", "vit", "orientation", "detector", "minilm", "efficientnet-lite0"];

    public static Command Create()
    {
        var command = new Command("channels", "Pruning=channel beside int8 alone: answers, latency and size.") { Switches.Models };
        command.SetAction(parsed =>
        {
            var models = parsed.GetRequiredValue(Switches.Models);
            var places = Places.Find();
            Run(places, AssetModel.Named(models.Length == 0 ? Models : Switches.List(models)), models.Length == 0 ? Places.Committed(places.Repository) : places.Work());
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, string folder)
    {
        var file = Path.Combine(folder, "channels.md");
        var rows = new List<ChannelsRow>();
        foreach (var model in models)
        {
            Console.WriteLine(model.Name);
            rows.Add(Measure(model, places));
            File.WriteAllText(file, ChannelsTable.Of(rows));
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
    }

    static ChannelsRow Measure(AssetModel model, Places places)
    {
        var (whole, pruned) = (Optimized(model, places, "none"), Optimized(model, places, "channel"));
        using var before = Runner.Open(whole.File, new RunnerSettings(Threads: 1));
        using var after = Runner.Open(pruned.File, new RunnerSettings(Threads: 1));
        using var samples = Formats.Open(new DataRequest(places.Asset(model.Calibrate), nameof(Options.CalibrationData), before.Inputs, Options.From(model.Options)));
        var latency = Latency.Compare(before, after, Batches.Of(samples, before.Inputs, 1, CancellationToken.None).First(), LatencySettings.For(Effort.Thorough), CancellationToken.None);
        return new(model.Name, whole.Report, pruned.Report, latency);
    }

    /// <summary>The gate warns, so that a model that fails is measured too.</summary>
    static (ModelReport Report, string File) Optimized(AssetModel model, Places places, string pruning)
    {
        var output = Path.Combine(places.Work("channels"), $"{model.Name}.{pruning}.onnx");
        var options = Options.From(
        [
            new("CalibrationData", places.Asset(model.Calibrate)), new("ValidationData", places.Asset(model.Labelled)), new("MaxDrop", "1pp"), new("Pruning", pruning),
            new("Gate", "Warn"), .. model.Options,
        ]);
        return (Pipeline.Run(new Job(model.Model(places), model.Name, output, Path.ChangeExtension(output, ".br"), null, options, 0), CancellationToken.None).Report, output);
    }
}
