using System.CommandLine;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Engine.Quantization.Given;
using OptiBuild.Onnx;

namespace OptiBuild.Benchmarks.Saturation;

/// <summary>Whether models for the target any give the same answers on processors with and without VNNI, and whether others do not.</summary>
static class SaturationCommand
{
    const string Any = "any", Vnni = "x64-vnni";

    public static Command Create()
    {
        var effort = new Option<string>("--effort") { Description = "OptiBuild's effort.", DefaultValueFactory = _ => "fast" };
        var samples = new Option<int>("--samples") { Description = "How many samples of the gate data.", DefaultValueFactory = _ => 300 };
        var command = new Command("saturation", "Answers with and without VNNI, bit for bit, by ONNX Runtime's own kernels.") { Switches.Models, effort, samples };
        command.SetAction(parsed =>
        {
            var models = parsed.GetRequiredValue(Switches.Models);
            var places = Places.Find();
            var folder = models.Length == 0 ? Places.Committed(places.Repository) : places.Work();
            Run(places, AssetModel.Named(Switches.List(models)), (parsed.GetRequiredValue(effort), parsed.GetValue(samples)), Path.Combine(folder, "saturation.md"));
        });
        return command;
    }

    static void Run(Places places, IReadOnlyList<AssetModel> models, (string Effort, int Samples) options, string file)
    {
        var rows = new List<SaturationRow>();
        foreach (var model in models)
        {
            foreach (var target in new[] { Any, Vnni }) rows.AddRange(Measure(places, model, target, options));
            File.WriteAllText(file, SaturationTable.Of(rows, options.Effort));
        }
        Console.WriteLine(File.ReadAllText(file));
        Console.WriteLine($"Written to '{file}'.");
        Judge(rows);
    }

    static IEnumerable<SaturationRow> Measure(Places places, AssetModel model, string target, (string Effort, int Samples) options)
    {
        var folder = places.Work("saturation", model.Name);
        var file = Path.Combine(folder, $"{target}.onnx");
        Console.WriteLine($"{model.Name}: {target}");
        OptiBuildTool.Optimize(model, places, new(file, options.Effort, target)).Output();
        var pairs = TargetSafety.Of(ModelReader.Read(file)).Layers.Sum(l => l.UnsafePairs);

        AnswerFile Ask(KernelSet kernels, Precision precision)
        {
            var output = Path.Combine(folder, $"{target}.{kernels}.{precision}.answers");
            OptiBuildTool.Answers(model, new(file, output, options.Samples, kernels, precision)).Output();
            return AnswerFile.Read(output);
        }

        var native = Ask(KernelSet.Native, Precision.AsIs);
        Check(native, Probe.Exact, "This processor has no VNNI: there is nothing to compare with.");
        foreach (var kernels in new[] { KernelSet.Avx2, KernelSet.Avx512 })
        {
            var (saturating, exact) = (Ask(kernels, Precision.AsIs), Ask(kernels, Precision.Exact));
            Check(saturating, Probe.Saturated, $"The library without VNNI does not saturate with {kernels}: it would prove nothing.");
            yield return new(model.Name, target, kernels, pairs, Comparison.Of(saturating, exact), Comparison.Of(native, saturating));
        }
    }

    static void Check(AnswerFile answers, int expected, string complaint)
    {
        if (answers.Probe != expected) throw new Failed($"{complaint} 255·127 + 255·127 gave {answers.Probe}.");
    }

    static void Judge(IReadOnlyList<SaturationRow> rows)
    {
        var different = rows.Where(r => r.Target == Any && !r.Proof.Identical).Select(r => $"{r.Model} ({r.Kernels})").ToArray();
        if (different.Length > 0) throw new Failed($"Optimized for any processor, and yet different without VNNI: {string.Join(", ", different)}.");
        if (rows.All(r => r.Proof.Identical)) throw new Failed("No model saturates, not even for x64-vnni: the comparison proves nothing.");
    }
}
