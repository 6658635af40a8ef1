using System.Runtime.InteropServices;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

/// <summary>A folder with a model and data, and the pipeline run on them.</summary>
sealed class PipelineRun : IDisposable
{
    /// <summary>Enough for MaxDrop=1pp where no answer changes: 1 − 0.05^(1/n) = 0.75 %.</summary>
    public const int Validated = 400;

    const int Calibrated = 64;

    /// <summary>Large enough that int8 pays.</summary>
    public const string Classifier = """
        g (float[N,64] x) => (float[N,4] y) <float[64,512] w1 = ~, float[512] b1 = ~, float[512,512] w2 = ~, float[512,4] w3 = ~, float[4] b3 = ~>
        {
            a = Gemm(x, w1, b1)
            b = Relu(a)
            c = MatMul(b, w2)
            d = Relu(c)
            y = Gemm(d, w3, b3)
        }
        """;

    /// <summary>The first product is too small to gain by int8: its weights are stored, and what follows it is float.</summary>
    public static readonly LayerDecision[] Decisions = [LayerDecision.Quantized, LayerDecision.Float, LayerDecision.Quantized, LayerDecision.Quantized, LayerDecision.Quantized];

    readonly TempFolder folder = new();

    IReadOnlyList<string> libraries = [];

    public string Model => folder.File("m.onnx");
    public string Output => folder.File("out/m.onnx");
    public string Embedded => folder.File("out/m.br");
    public string Facts => folder.File("out/m.facts");

    public TempFolder Folder => folder;

    /// <summary>With samples to calibrate on, and others labelled with the model's own answers.</summary>
    public static PipelineRun Of(string text) => Of(ModelSamples.Parse(text));

    public static PipelineRun Of(Model model)
    {
        var run = new PipelineRun { libraries = model.Libraries };
        ModelWriter.Write(model, run.Model);
        run.folder.Write("calibrate.npz", Npz(RandomSamples.For(model, Calibrated, seed: 1), []));
        run.WriteValidation(RandomSamples.For(model, Validated, seed: 2));
        return run;
    }

    /// <summary>With a few samples to calibrate on and none to validate with.</summary>
    public static PipelineRun Calibrating(Model model, int samples)
    {
        var run = new PipelineRun();
        ModelWriter.Write(model, run.Model);
        run.folder.Write("calibrate.npz", Npz(RandomSamples.For(model, samples, seed: 1), []));
        return run;
    }

    public static PipelineRun OfFile(string name, ReadOnlySpan<byte> bytes)
    {
        var run = new PipelineRun();
        run.folder.Write(name, bytes);
        return run;
    }

    public void WriteValidation(Samples samples) => folder.Write("validate.npz", Npz(samples, Labels(samples)));

    /// <summary>With labels other than the model's own answers.</summary>
    public void WriteValidation(Samples samples, Func<long, int, long> relabelled) => folder.Write("validate.npz", Npz(samples, [.. Labels(samples).Select(relabelled)]));

    public ModelResult Optimize(params (string Name, string Text)[] options) => Optimize(1, options);

    /// <summary>With both data sets where options do not name others; an empty text names none.</summary>
    public ModelResult Optimize(int threads, params (string Name, string Text)[] options) => Pipeline.Run(Job(threads, options), CancellationToken.None);

    public Job Job(int threads, params (string Name, string Text)[] options)
    {
        var texts = new Dictionary<string, string> { ["CalibrationData"] = folder.File("calibrate.npz"), ["ValidationData"] = folder.File("validate.npz"), ["Effort"] = "fast" };
        foreach (var (name, text) in options) texts[name] = text;
        return new Job(Model, "models/m.onnx", Output, Embedded, Facts, Options.From(texts), threads);
    }

    /// <summary>The finding that the pipeline must stop with.</summary>
    public Finding Refusal(params (string Name, string Text)[] options)
    {
        var refused = Assert.Throws<OptiBuildException>(() => Optimize(options));
        Assert.False(Directory.Exists(folder.File("out")), "Something was written.");
        return refused.Finding;
    }

    public Model Optimized => ModelReader.Read(Output);

    public void Dispose() => folder.Dispose();

    long[] Labels(Samples samples)
    {
        using var runner = Runner.Open(Model, new RunnerSettings(1, Optimization.None) { Libraries = libraries });
        return [.. Batches.Of(samples, runner.Inputs, 1, CancellationToken.None).SelectMany(runner.Run).Select(outputs => (long)Largest(outputs[0].Values.Span))];
    }

    static int Largest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }

    static byte[] Npz(Samples samples, long[] labels)
    {
        var all = samples.Read(CancellationToken.None).ToArray();
        var arrays = all[0].Arrays.Select((first, i) => (first.Input, Array(first, [.. all.SelectMany(s => s.Arrays[i].Data.ToArray())], all.Length)));
        return Npy.Zip([.. arrays, .. labels.Length > 0 ? [("labels", Npy.Longs([labels.Length], labels))] : System.Array.Empty<(string, byte[])>()]);
    }

    static byte[] Array(SampleArray first, byte[] data, int count) => first.Type == ElementType.Int64
        ? Npy.Longs([count, .. first.Shape], MemoryMarshal.Cast<byte, long>(data).ToArray())
        : Npy.Floats([count, .. first.Shape], MemoryMarshal.Cast<byte, float>(data).ToArray());
}
