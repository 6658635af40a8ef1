using System.CommandLine;
using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>OptiBuild beside ONNX Runtime's Python quantizer on the models of the assets: accuracy, speed, size, time, memory.</summary>
static class PeersCommand
{
    static readonly string[] AllMethods = ["ort-default", "ort-u8s8", "ort-percentile", "ort-dynamic", "ort-dynamic-matmul"];
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n" };

    public static Command Create()
    {
        var methods = new Option<string>("--methods") { Description = "Only these of the other tools' methods, separated by commas.", DefaultValueFactory = _ => "" };
        var effort = new Option<string>("--effort") { Description = "OptiBuild's effort.", DefaultValueFactory = _ => "normal" };
        var targetCpu = new Option<string>("--target-cpu") { Description = "OptiBuild's target.", DefaultValueFactory = _ => "any" };
        var rounds = new Option<int>("--rounds") { Description = "Rounds of the latency measurement.", DefaultValueFactory = _ => 100 };
        var command = new Command("peers", "The same models and data for every tool, side by side.") { Switches.Models, methods, effort, targetCpu, rounds };
        command.SetAction(parsed =>
        {
            var (models, some) = (parsed.GetRequiredValue(Switches.Models), parsed.GetRequiredValue(methods));
            var options = new ContestOptions(some.Length == 0 ? AllMethods : Switches.List(some), parsed.GetRequiredValue(effort), parsed.GetRequiredValue(targetCpu), parsed.GetRequiredValue(rounds));
            var places = Places.Find();
            Run(places, AssetModel.Named(Switches.List(models)), options, models.Length + some.Length == 0 ? Places.Committed(places.Repository) : places.Work());
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, ContestOptions options, string folder)
    {
        var python = PythonTools.Ready(places);
        var contest = new Contest(places, python, options);
        var rows = new List<Row>();
        foreach (var model in models)
        {
            rows.Add(contest.Run(model));

            // After every model: a run takes long, and what is measured stays measured.
            var result = new PeersResult(Environs.Here(), python.Versions(), options.Effort, options.TargetCpu, options.Rounds, rows);
            File.WriteAllText(Path.Combine(folder, "peers.json"), JsonSerializer.Serialize(result, Json) + "\n");
            File.WriteAllText(Path.Combine(folder, "peers.md"), PeersTable.Of(result));
        }
        Console.WriteLine(File.ReadAllText(Path.Combine(folder, "peers.md")));
        Console.WriteLine($"Written to '{folder}'.");
    }
}
