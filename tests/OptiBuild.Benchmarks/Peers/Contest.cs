using System.Text.Json;
using OptiBuild.Benchmarks.Running;

namespace OptiBuild.Benchmarks.Peers;

/// <summary>Gives every tool the same model and data, and asks the same questions of what comes out.</summary>
sealed class Contest(Places places, PythonTools python, ContestOptions options)
{
    public const string OptiBuild = "optibuild", Original = "fp32";

    public Row Run(AssetModel model)
    {
        var folder = places.Work("peers", model.Name);
        var source = model.Model(places);
        var entries = options.Methods.Append(OptiBuild).Select(tool => Make(model, tool, FileOf(folder, tool))).ToArray();
        var original = new Entry(Original) { Bytes = new FileInfo(source).Length, BrotliBytes = Brotli.Length(source) };

        var made = entries.Where(e => e.Failure is null).Select(e => e.Tool).ToArray();
        string[] files = [source, .. made.Select(tool => FileOf(folder, tool))];
        var milliseconds = python.Latency(model, files, options.Rounds);
        var answers = model.Outcome == Outcome.Map
            ? [.. python.MeanAveragePrecision(files).Select(map => new Answers(map, null, null))]
            : files.Select(file => Answers.Of(python.Evaluate(model, file))).ToArray();

        Entry Complete(Entry entry) => entry.Failure is not null ? entry : With(entry, answers[Array.IndexOf(made, entry.Tool) + 1], milliseconds[Array.IndexOf(made, entry.Tool) + 1], milliseconds[0]);
        return new(model.Name, model.Outcome, With(original, answers[0], milliseconds[0], milliseconds[0]), [.. entries.Select(Complete)]);
    }

    static string FileOf(string folder, string tool) => Path.Combine(folder, tool + ".onnx");

    Entry Make(AssetModel model, string tool, string output)
    {
        File.Delete(output);
        Console.WriteLine($"{model.Name}: {tool}");
        var call = tool == OptiBuild ? OptiBuildTool.Optimize(model, places, new(output, options.Effort, options.TargetCpu)) : python.Quantize(tool, model, output);
        var entry = Entry.Of(tool, output, python.Measure(call));
        if (entry.Failure is null) return entry;
        Console.WriteLine($"  {entry.Failure}");
        return entry with { Failure = places.Shorten(entry.Failure) };
    }

    static Entry With(Entry entry, Answers answers, double milliseconds, double original) => entry with
    {
        Result = answers.Result, Agreement = answers.Agreement, SqnrDb = answers.SqnrDb, Milliseconds = milliseconds, Speedup = original / milliseconds,
    };

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
