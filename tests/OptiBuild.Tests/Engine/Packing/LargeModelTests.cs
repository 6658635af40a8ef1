using System.Security.Cryptography;
using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Packing;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Engine.Caching;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Packing;

/// <summary>What one file cannot hold, tried with models for which the limit was made small.</summary>
public class LargeModelTests
{
    const long Limit = 1000;

    static readonly (string, string) Tolerant = ("MaxDrop", "20pp");

    static ModelResult Optimize(Job job) => Pipeline.Run(job with { InlineLimit = Limit }, CancellationToken.None);

    static string Weights(string model) => model + ".data";

    static string[] Codes(ModelResult result) => [.. result.Findings.Select(f => f.Diagnostic.Code)];

    static float[] Answers(string model, Samples samples)
    {
        using var runner = Runner.Open(model, new RunnerSettings(1));
        return [.. Batches.Of(samples, runner.Inputs, 1, CancellationToken.None).SelectMany(runner.Run).SelectMany(o => o[0].Values.ToArray())];
    }

    [Fact]
    [Provokes("OB2012")]
    public void IsWrittenWithItsWeightsBesideIt()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        run.Optimize(Tolerant, ("Compression", "None"));
        var samples = RandomSamples.For(ModelReader.Read(run.Model), 8, seed: 3);
        var (expected, facts) = (Answers(run.Output, samples), File.ReadAllLines(run.Facts));
        Directory.Delete(run.Folder.File("out"), recursive: true);

        var result = Optimize(run.Job(1, Tolerant));

        byte[] all = [.. File.ReadAllBytes(run.Output), .. File.ReadAllBytes(Weights(run.Output))];
        Assert.Equal(["m.facts", "m.onnx", "m.onnx.data"], Directory.GetFiles(run.Folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Answers(run.Output, samples));
        Assert.Equal(new SizeReport(new FileInfo(run.Model).Length, all.Length, all.Length) { WeightsFile = "m.onnx.data" }, result.Report.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(all)), result.Report.Hashes!.Output);
        Assert.Contains($"EmbeddedBytes={all.Length}", File.ReadAllLines(run.Facts));
        Assert.Contains("Compression=none", File.ReadAllLines(run.Facts));
        Assert.Equal(facts.Single(f => f.StartsWith("MetricOptimized=", StringComparison.Ordinal)), File.ReadAllLines(run.Facts).Single(f => f.StartsWith("MetricOptimized=", StringComparison.Ordinal)));
        var finding = Assert.Single(result.Findings, f => f.Diagnostic.Code == "OB2012");
        Assert.Equal($"Model 'models/m.onnx' is shipped as Content beside the app, not as a resource: it has {Figures.Bytes(all.Length)}, and a resource can hold 2 GB; its weights lie in 'm.onnx.data'. Set Embed=\"Content\" to say that this is meant.", finding.Message);
        Assert.Contains(", weights in m.onnx.data, ", Summary.Line(result.Report, EmbedMode.Resource));
    }

    [Fact]
    public void IsTheSameWithEveryRunAndLeavesNothingInTheTemporaryFolder()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var name = $"large-{Guid.NewGuid():N}.onnx";
        var job = run.Job(1, Tolerant) with { Output = run.Folder.File(name) };

        var first = Optimize(job).Report.Hashes!.Output;

        Assert.Equal(first, Optimize(job with { Threads = 2 }).Report.Hashes!.Output);
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetTempPath(), "optibuild-*"), d => d != run.Folder.Path && File.Exists(Path.Combine(d, name + ".data")));
    }

    [Theory]
    [InlineData("Content")]
    [InlineData("None")]
    public void IsNotToldOfWhereNoResourceIsAskedFor(string embed)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = Optimize(run.Job(1, Tolerant, ("Embed", embed)) with { Embedded = null });

        Assert.DoesNotContain("OB2012", Codes(result));
        Assert.True(File.Exists(Weights(run.Output)));
    }

    /// <summary>The tool is asked for a file, not for a resource.</summary>
    [Fact]
    public void IsWrittenByTheToolWithoutAWarning()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = Optimize(run.Job(1, Tolerant) with { Embedded = null, Facts = null });

        Assert.DoesNotContain("OB2012", Codes(result));
        Assert.Equal(["m.onnx", "m.onnx.data"], Directory.GetFiles(run.Folder.File("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    [Provokes("OB2008")]
    public void IsRefusedWhereOnlyThePackedFormIsAskedFor()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var refused = Assert.Throws<OptiBuildException>(() => Optimize(run.Job(1, Tolerant) with { Output = null, Facts = null }));

        Assert.Equal("Model 'models/m.onnx' is too large for one file: it has more than 1000 bytes of weights. Use --output, which writes them to a file beside it.", refused.Finding.Message);
        Assert.False(Directory.Exists(run.Folder.File("out")));
    }

    [Fact]
    public void IsNotWrittenWhereTheGateFails()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = Optimize(run.Job(1, Tolerant, ("MinSizeReduction", "99%")));

        Assert.True(result.IsFailed);
        Assert.DoesNotContain("OB2012", Codes(result));
        Assert.False(Directory.Exists(run.Folder.File("out")));
    }

    [Fact]
    public void ItsWeightsGoWhenASmallerResultTakesItsPlace()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        Optimize(run.Job(1, Tolerant));

        run.Optimize(Tolerant);

        Assert.False(File.Exists(Weights(run.Output)));
        Assert.NotEmpty(run.Optimized.Graph.Nodes);
    }

    [Fact]
    public void AFileOfThatNameThatIsNotItsWeightsStays()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        run.Optimize(Tolerant);
        File.WriteAllText(Weights(run.Output), "mine");

        run.Optimize(Tolerant);

        Assert.Equal("mine", File.ReadAllText(Weights(run.Output)));
    }

    [Fact]
    public void IsNotCached()
    {
        using var run = new CacheRun();
        var job = run.Job(("Compression", "None")) with { InlineLimit = Limit, Embedded = null };
        using var cache = new ResultCache(CacheSettings.Of(new(run.Folder, null, null, null), _ => null, _ => { }), Patience.Default);

        var result = CachedPipeline.Run(job with { Cache = cache }, CancellationToken.None);

        Assert.Equal("models/m.onnx is not looked for in the cache: its result does not fit into one file.", Assert.Single(result.Findings, f => f.Diagnostic.Code == "OB1035").Message);
        Assert.True(File.Exists(Weights(job.Output!)));
        Assert.Empty(run.Stored("ac"));
    }

    [Fact]
    public void SessionsAreOpenedFromFilesWhereBytesCannotHoldIt()
    {
        var model = ModelSamples.Parse(PipelineRun.Classifier);
        var batch = Batches.Of(RandomSamples.For(model, 1, seed: 4), Runner.Open(model, new RunnerSettings(1)).Inputs, 1, CancellationToken.None).First();
        using var bytes = Runner.Open(model, new RunnerSettings(1));
        using var files = Runner.Open(model, new RunnerSettings(1), Limit);

        Assert.Equal(bytes.Run(batch)[0][0].Values.ToArray(), files.Run(batch)[0][0].Values.ToArray());
    }

    [Fact]
    public void AnOriginalThatIsKeptIsWrittenWithItsWeightsBesideIt()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        // Tensors of the file begin on pages, so that it cannot be smaller than the original.
        var report = Optimize(run.Job(1, Tolerant, ("Quantization", "none"), ("Pruning", "none"))).Report;

        var (original, kept) = (ModelReader.Read(run.Model), run.Optimized);
        Assert.Equal(original.Graph.Nodes.Select(n => n.OpType), kept.Graph.Nodes.Select(n => n.OpType));
        Assert.Equal(original.Graph.Initializers.Select(v => v.Data!.Data.ToArray()), kept.Graph.Initializers.Select(v => v.Data!.Data.ToArray()));
        Assert.Equal(new FileInfo(run.Output).Length + new FileInfo(Weights(run.Output)).Length, report.Size!.Optimized);
    }
}
