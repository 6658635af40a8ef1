using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine;
using OptiBuild.Engine.Calibration;
using OptiBuild.Engine.Cleaning;
using OptiBuild.Engine.Quantization;
using OptiBuild.Engine.Quantization.Insertion;
using OptiBuild.Engine.Quantization.Placing;
using OptiBuild.Onnx;
using OptiBuild.Onnx.Opsets;
using OptiBuild.Onnx.Passes;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Onnx;

namespace OptiBuild.Tests.Engine;

/// <summary>Every model of ONNX's backend suite comes out optimized, or is declined with a code; nothing else may happen.</summary>
/// <remarks>Minutes of work: a step of its own, <c>build.cs -- suite</c>.</remarks>
[Trait("Category", "Suite")]
public class PipelineBackendSuiteTests
{
    /// <summary>One layer in 8 bits leaves 38 dB and more of these models; a wrong axis, scale or operand less than 15.</summary>
    const double LeastSqnrDb = 30;

    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelIsOptimizedOrDeclined()
    {
        var counts = All(BackendSuite.Cases(), Optimize);

        // onnx 1.21 has 1827; declined are operators that ONNX Runtime does not run, opsets before 7 and data with NaN.
        Assert.True(counts.Optimized >= 1400, $"{counts.Optimized} optimized, {counts.Declined} declined");
    }

    [FactNeeding(BackendSuite.Asset)]
    public void EveryModelWithWeightsKeepsItsAnswersInInt8()
    {
        var counts = All(BackendSuite.Cases().Select(BackendSuiteData.WithWeights).OfType<BackendCase>(), Quantize);

        Assert.True(counts.Optimized >= 850, $"{counts.Optimized} optimized, {counts.Declined} declined");
    }

    static (int Optimized, int Declined) All(IEnumerable<BackendCase> cases, Action<Job> optimize)
    {
        var (optimized, declined, wrong) = (0, 0, new ConcurrentBag<string>());
        Parallel.ForEach(cases, new ParallelOptions { MaxDegreeOfParallelism = 2 }, test =>
        {
            try
            {
                if (Wrong(test, optimize) is { } what) wrong.Add($"{test.Name}: {what}");
                Interlocked.Increment(ref optimized);
            }
            catch (OptiBuildException e) when (e.Finding.Diagnostic.Number is >= 2000 and < 4000)
            {
                Interlocked.Increment(ref declined);
            }
            catch (Exception e)
            {
                wrong.Add($"{test.Name}: {e}");
            }
        });
        Assert.Empty(wrong);
        return (optimized, declined);
    }

    /// <summary>What is wrong with the optimized model; null for nothing.</summary>
    static string? Wrong(BackendCase test, Action<Job> optimize)
    {
        using var folder = new TempFolder();
        var job = JobOf(test, folder);
        optimize(job);
        var bytes = File.ReadAllBytes(job.Output!);
        var (before, after) = (Interface(test.Model), Interface(bytes));
        if (before != after) return $"takes and gives {after} instead of {before}";
        if (test.Inputs is null)
        {
            using var session = new InferenceSession(bytes);
            return null;
        }
        var expected = Answers.Of(test.Model, test.Inputs, GraphOptimizationLevel.ORT_ENABLE_ALL);
        if (expected.Refusal is not null || IsRandom(bytes)) return null;
        return Difference(expected, Answers.Of(bytes, test.Inputs, GraphOptimizationLevel.ORT_ENABLE_ALL));
    }

    static Job JobOf(BackendCase test, TempFolder folder)
    {
        var options = new Dictionary<string, string> { ["Gate"] = "Off", ["Effort"] = "fast", ["Compression"] = "None", ["Quantization"] = "weights" };
        if (BackendSuiteData.Npz(test) is { } data)
        {
            folder.Write("calibrate.npz", data);
            (options["Quantization"], options["CalibrationData"]) = ("auto", folder.File("calibrate.npz"));
        }
        folder.Write("m.onnx", test.Model);
        return new Job(folder.File("m.onnx"), "m.onnx", folder.File("o.onnx"), null, null, Options.From(options), 1);
    }

    static void Optimize(Job job) => Assert.False(Pipeline.Run(job, CancellationToken.None).IsFailed);

    /// <summary>Whatever can runs in int8, whether or not it pays: most of these models are too small for that.</summary>
    static void Quantize(Job job)
    {
        var (original, model) = Original.Read(job);
        using var data = DataSets.Open(job, original);
        ModelErrors.Guard(job.Display, () => OpsetUpgrade.Apply(model));
        (model, _) = ModelErrors.Guard(job.Display, () => Cleaner.Clean(model));
        var placement = Placement.For(model.Graph, job.Options, cost: null);
        var seen = Calibrator.Measure(model, Quantizer.Wants(model.Graph, placement), data.Calibration, new Run(1, (_, _) => { }, CancellationToken.None));
        QdqInsertion.Apply(model, Quantizer.Plan(model, placement, Targets.ByName[TargetName.Any], seen, source: null));
        RemoveUnused.Run(model);
        GraphCheck.Check(model, "quantize");
        ModelWriter.Write(model, job.Output!);
    }

    static string Interface(byte[] file)
    {
        var model = ModelReader.Read(file, null);
        return $"({string.Join(", ", BackendSuiteData.Free(model).Select(Port))}) => ({string.Join(", ", model.Graph.Outputs.Select(Port))})";
    }

    static string Port(Value value) => value.Tensor is { } tensor
        ? $"{value.Name} {tensor.Element}[{string.Join(",", tensor.Shape?.Dimensions.Select(d => d.Size?.ToString() ?? d.Name ?? "?") ?? ["*"])}]"
        : $"{value.Name} {value.Type?.GetType().Name}";

    static bool IsRandom(byte[] file) => ModelReader.Read(file, null).Graphs.SelectMany(g => g.Nodes).Any(n => n.OpType.StartsWith("Random", StringComparison.Ordinal) || n.OpType is "Bernoulli" or "Multinomial" or "Dropout");

    static string? Difference(Answers expected, Answers actual)
    {
        if (actual.Refusal is { } refusal) return refusal;
        foreach (var (before, after) in expected.Outputs.Zip(actual.Outputs))
        {
            if (before.Kind != after.Kind) return $"gives {after.Kind} instead of {before.Kind}";
            if (before.Bits.AsSpan().SequenceEqual(after.Bits)) continue;
            var sqnr = before.Kind.Split('[')[0] switch
            {
                "Float"   => SqnrDb(Floats<float>(before.Bits, v => v), Floats<float>(after.Bits, v => v)),
                "Double"  => SqnrDb(Floats<double>(before.Bits, v => v), Floats<double>(after.Bits, v => v)),
                "Float16" => SqnrDb(Floats<Half>(before.Bits, v => (double)v), Floats<Half>(after.Bits, v => (double)v)),
                _         => double.NegativeInfinity,
            };
            if (!(sqnr >= LeastSqnrDb)) return $"{before.Kind} differs, {sqnr:0.0} dB";
        }
        return null;
    }

    /// <summary>Infinities and NaN must stay what they are; −∞ where they do not.</summary>
    static double SqnrDb(double[] expected, double[] actual)
    {
        if (expected.Zip(actual).Any(p => (!double.IsFinite(p.First) || !double.IsFinite(p.Second)) && !p.First.Equals(p.Second))) return double.NegativeInfinity;
        var finite = expected.Zip(actual).Where(p => double.IsFinite(p.First)).ToArray();
        var noise = finite.Sum(p => (p.First - p.Second) * (p.First - p.Second));
        return noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(finite.Sum(p => p.First * p.First) / noise);
    }

    static double[] Floats<T>(byte[] bits, Func<T, double> convert) where T : unmanaged => [.. MemoryMarshal.Cast<byte, T>(bits).ToArray().Select(convert)];
}
