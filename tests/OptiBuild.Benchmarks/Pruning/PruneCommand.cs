using System.CommandLine;
using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Pruning;

/// <summary>What pruning loses, by method and scope, everything rounded to int8 afterwards.</summary>
static class PruneCommand
{
    static readonly string[] Models = ["cnn", "resnet", "mobilenet", "vit", "lstm", "orientation", "minilm", "efficientnet-lite0"];
    static readonly int[] Shares = [50, 70];

    public static Command Create()
    {
        var command = new Command("prune", "Answers lost at 50 % and 70 % zeros, by method, all in int8.") { Switches.Models };
        command.SetAction(parsed =>
        {
            var models = Switches.List(parsed.GetRequiredValue(Switches.Models));
            var places = Places.Find();
            var folder = models.Count == 0 ? Places.Committed(places.Repository) : places.Work();
            Run(places, AssetModel.Named(models.Count == 0 ? Models : models), Path.Combine(folder, "pruning.md"));
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, string file)
    {
        var rows = new List<PruneRow>();
        foreach (var model in models)
        {
            var plain = Measure(places, model, "int8", []);
            foreach (var share in Shares)
            {
                rows.Add(new(model.Name, share, plain, [.. Contender.All.Select(c => Measure(places, model, $"{c.Name}-{share}", c.At(share)))]));
                // A run takes long, and what is measured stays measured.
                File.WriteAllText(file, PruneTable.Of(rows));
            }
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
    }

    static Loss Measure(Places places, AssetModel model, string name, IReadOnlyList<string> switches)
    {
        Console.WriteLine($"{model.Name}: {name}");
        var file = Path.Combine(places.Work("pruning", model.Name), $"{name}.onnx");
        OptiBuildTool.Optimize(model, places, new(file, "normal") { Switches = switches }).Output();
        var report = Path.ChangeExtension(file, ".compared.json");
        OptiBuildTool.Compare(model, places, (file, report)).Output();
        using var json = JsonDocument.Parse(File.ReadAllText(report));
        var metric = json.RootElement.GetProperty("models")[0].GetProperty("metric");
        return new(metric.GetProperty("loss").GetDouble(), metric.GetProperty("agreement").GetDouble());
    }
}
