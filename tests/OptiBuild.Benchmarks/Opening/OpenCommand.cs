using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Packing;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Passes;

namespace OptiBuild.Benchmarks.Opening;

/// <summary>How long an app waits for its first answer: from the compressed resource, and from files.</summary>
static class OpenCommand
{
    public static Command Create()
    {
        var runs = new Option<int>("--runs") { Description = "Openings of each form, alternating; the medians count.", DefaultValueFactory = _ => 21 };
        var command = new Command("open", "Time to the first inference: embedded, optimized file, original file.") { Switches.Models, runs };
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
        var file = Path.Combine(folder, "open.md");
        var rows = new List<OpenRow>();
        foreach (var model in models)
        {
            Console.WriteLine(model.Name);
            rows.Add(Measure(places, model, runs));
            File.WriteAllText(file, OpenTable.Of(rows, runs));
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
    }

    static OpenRow Measure(Places places, AssetModel model, int runs)
    {
        var optimized = Path.Combine(places.Work("open"), model.Name + ".onnx");
        OptiBuildTool.Optimize(model, places, new(optimized, "normal")).Output();
        var shipped = ModelReader.Read(optimized);
        ShortNames.Run(shipped);
        var bytes = ModelWriter.ToBytes(shipped);
        var packed = Packer.Pack(bytes, Options.Default);
        File.WriteAllBytes(optimized, bytes);
        var sample = First(places, model);
        Func<Runner>[] forms =
        [
            () => Runner.Open(Unpacked(packed, bytes.Length), new RunnerSettings()),
            () => Runner.Open(optimized, new RunnerSettings()),
            () => Runner.Open(model.Model(places), new RunnerSettings()),
        ];
        var measured = Enumerable.Range(0, runs + 1).Select(_ => forms.Select(f => Time(() => Answer(f, sample))).Append(Time(() => Unpacked(packed, bytes.Length))).ToArray()).Skip(1).ToArray();
        double Median(int form) => measured.Select(m => m[form]).Order().ElementAt(runs / 2);
        return new(model.Name, new(packed.Length, bytes.Length), Median(3), Median(0), Median(1), Median(2));
    }

    static Batch First(Places places, AssetModel model)
    {
        using var runner = Runner.Open(model.Model(places), new RunnerSettings());
        using var samples = Formats.Open(new DataRequest(places.Asset(model.Calibrate), nameof(Options.CalibrationData), runner.Inputs, Options.From(model.Options)));
        return Batches.Of(samples, runner.Inputs, 1, CancellationToken.None).First();
    }

    /// <summary>As the generated class does it.</summary>
    static byte[] Unpacked(byte[] packed, int length)
    {
        using var stream = new BrotliStream(new MemoryStream(packed), System.IO.Compression.CompressionMode.Decompress);
        using var memory = new MemoryStream(length);
        stream.CopyTo(memory);
        return memory.GetBuffer();
    }

    static void Answer(Func<Runner> open, Batch sample)
    {
        using var runner = open();
        runner.RunOnly(sample);
    }

    static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalMilliseconds;
    }
}

/// <summary>Milliseconds to the first answer, those of unpacking alone among them.</summary>
sealed record OpenRow(string Model, (int Packed, int Whole) Bytes, double Unpacking, double Embedded, double Optimized, double Original);
