using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Sizes;

/// <summary>What is embedded, with nobody to check it and inside a budget, beside eight bits alone.</summary>
static class SizesCommand
{
    public static Command Create()
    {
        var command = new Command("sizes", "Embedded bytes without a gate and inside a certified budget, beside eight bits alone and the other tools' files.") { Switches.Models };
        command.SetAction(parsed =>
        {
            var models = Switches.List(parsed.GetRequiredValue(Switches.Models));
            var places = Places.Find();
            Run(places, AssetModel.Named(models), Path.Combine(models.Count == 0 ? Places.Committed(places.Repository) : places.Work(), "sizes.md"));
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, string file)
    {
        var rows = new List<SizesRow>();
        foreach (var model in models)
        {
            Console.WriteLine(model.Name);
            rows.Add(new(model, new FileInfo(model.Model(places)).Length, ToolBytes.Of(places, model), Measure(places, model, "int8", ["--gate", "off", "--quantization", "int8", "--pruning", "none"]),
                Measure(places, model, "off", ["--gate", "off"]), Measure(places, model, "budget", [.. Budget(places, model)])));
            File.WriteAllText(file, SizesTable.Of(rows));
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
    }

    /// <summary>The gate warns, so that a model that fails is measured too.</summary>
    static IEnumerable<string> Budget(Places places, AssetModel model) =>
        ["--gate", "warn", "--max-drop", model.Outcome switch { Outcome.Rmse => "1%", Outcome.Agreement => "10pp", _ => "1pp" }, "--validation-data", places.Asset(model.Labelled)];

    static SizesRun Measure(Places places, AssetModel model, string name, IReadOnlyList<string> switches)
    {
        var output = Path.Combine(places.Work("sizes", model.Name), $"{name}.onnx");
        var watch = Stopwatch.StartNew();
        OptiBuildTool.Optimize(model, places, new(output, "normal") { Switches = ["--packed", Path.ChangeExtension(output, ".br"), .. switches] }).Output();
        var seconds = watch.Elapsed.TotalSeconds;
        var compared = Path.ChangeExtension(output, ".compared.json");
        OptiBuildTool.Compare(model, places, (output, compared)).Output();
        var (report, comparison) = (Model(Path.ChangeExtension(output, ".report.json")), Model(compared));
        var work = report.GetProperty("steps").EnumerateArray().Where(s => s.GetProperty("name").GetString() is not ("validate" or "pack")).Sum(s => s.GetProperty("seconds").GetDouble());
        var metric = comparison.GetProperty("metric");
        var latency = report.GetProperty("latency");
        return new(new FileInfo(Path.ChangeExtension(output, ".br")).Length, metric.GetProperty("loss").GetDouble(), metric.GetProperty("agreement").GetDouble(), Upper(report))
        {
            Speedup = latency.ValueKind == JsonValueKind.Null ? null : latency.GetProperty("speedup").GetDouble(), Work = work, Seconds = seconds,
        };
    }

    static double? Upper(JsonElement report) => report.GetProperty("metric") is { ValueKind: JsonValueKind.Object } metric ? metric.GetProperty("lossUpper").GetDouble() : null;

    static JsonElement Model(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("models")[0].Clone();
    }
}
