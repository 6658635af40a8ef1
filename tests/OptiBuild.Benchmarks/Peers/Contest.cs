using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>Gives every tool the same model and data, and asks the same questions of what comes out.</summary>
sealed class Contest(Places places, PythonTools python, ContestOptions options)
{
    public const string OptiBuild = "optibuild", Original = "fp32";

    readonly Brotli brotli = new(places.Work("brotli"));

    public Row Run(AssetModel model)
    {
        var folder = places.Work("peers", model.Name);
        var source = model.Model(places);
        var entries = options.Methods.Append(OptiBuild).Select(tool => Make(model, tool, FileOf(folder, tool))).ToArray();
        var original = Sized(new(Original), source);

        string[] tools = [Original, .. entries.Where(e => e.Failure is null).Select(e => e.Tool)];
        string[] files = [source, .. tools[1..].Select(tool => FileOf(folder, tool))];
        var milliseconds = python.Latency(model, files, options.Rounds);
        var answers = Ask(model, files);
        Entry Complete(Entry entry) => Array.IndexOf(tools, entry.Tool) is >= 0 and var i
            ? entry with { Result = answers[i].Result, Agreement = answers[i].Agreement, SqnrDb = answers[i].SqnrDb, Milliseconds = milliseconds[i], Speedup = milliseconds[0] / milliseconds[i] }
            : entry;
        return new(model.Name, model.Outcome, Complete(original), [.. entries.Select(Complete)]);
    }

    static string FileOf(string folder, string tool) => Path.Combine(folder, tool + ".onnx");

    Entry Make(AssetModel model, string tool, string output)
    {
        File.Delete(output);
        Console.WriteLine($"{model.Name}: {tool}");
        var call = tool == OptiBuild ? OptiBuildTool.Optimize(model, places, new(output, options.Effort, options.TargetCpu)) : python.Quantize(tool, model, output);
        var made = python.Measure(call);
        var failure = made.Failure ?? (File.Exists(output) ? null : "wrote no file");
        if (failure is null) return Sized(new(tool) { Seconds = made.Seconds, PeakMiB = made.PeakMiB }, output);
        Console.WriteLine($"  {failure}");
        return new(tool) { Failure = places.Shorten(failure) };
    }

    Entry Sized(Entry entry, string file) => entry with { Bytes = new FileInfo(file).Length, BrotliBytes = brotli.Length(file) };

    Answers[] Ask(AssetModel model, string[] files) => model.Outcome == Outcome.Map
        ? [.. python.MeanAveragePrecision(files).Select(map => new Answers(map, null, null))]
        : [.. files.Select(file => Answers.Of(python.Evaluate(model, file)))];

    sealed record Answers(double? Result, double? Agreement, double? SqnrDb)
    {
        public static Answers Of(JsonElement evaluated)
        {
            double? Number(string name) => evaluated.TryGetProperty(name, out var value) ? value.GetDouble() : null;

            // A single number is always its own largest one: for regression, agreement says nothing.
            return new(Number("top1") ?? Number("rmse"), Number("rmse") is null ? Number("agreement") : null, Number("sqnr_db"));
        }
    }
}

sealed record ContestOptions(IReadOnlyList<string> Methods, string Effort, string TargetCpu, int Rounds);
