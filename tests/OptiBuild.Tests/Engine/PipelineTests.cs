using System.Globalization;
using System.IO.Compression;
using OptiBuild.Engine;
using OptiBuild.Engine.Reports;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;

namespace OptiBuild.Tests.Engine;

public class PipelineTests
{
    /// <summary>Random weights have answers that are all but tied; int8 may turn some of them.</summary>
    static readonly (string, string) Tolerant = ("MaxDrop", "20pp");

    [Fact]
    public void QuantizesProvesAndShips()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var result = run.Optimize(Tolerant);

        var report = result.Report;
        Assert.Empty(result.Findings);
        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal((1.0, PipelineRun.Validated), (report.Metric!.Original, report.Metric.Samples));
        Assert.Equal(new FileInfo(run.Model).Length, report.Size!.Original);
        Assert.InRange(report.Size.Original / (double)report.Size.Optimized, 3.5, 4);
        Assert.Equal(File.ReadAllBytes(run.Output), Unpacked(run.Embedded));
        Assert.Equal(new FileInfo(run.Embedded).Length, report.Size.Embedded);
        Assert.Equal(["Gemm", "Relu", "MatMul", "Relu", "Gemm"], report.Layers.Select(l => l.Op));
        Assert.Equal(PipelineRun.Decisions, report.Layers.Select(l => l.Decision));
        Assert.Equal(["read", "clean", "prune", "calibrate", "quantize", "refine", "validate", "pack"], report.Steps.Select(s => s.Name));
        Assert.Contains("Verdict=passed", File.ReadAllLines(run.Facts));
        Assert.NotNull(report.Latency);
    }

    [Fact]
    public void TwoRunsThreadsAndLanguageChangeNoByte()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        byte[][] Files() => [File.ReadAllBytes(run.Output), File.ReadAllBytes(run.Embedded), File.ReadAllBytes(run.Facts)];
        run.Optimize(1, Tolerant);
        var first = Files();

        run.Optimize(1, Tolerant);
        Assert.Equal(first, Files());
        run.Optimize(2, Tolerant);
        Assert.Equal(first, Files());
        InGerman(() => run.Optimize(0, Tolerant));
        Assert.Equal(first, Files());
    }

    [Theory]
    [InlineData("none", "float", "float")]
    [InlineData("weights", "int8 per channel", "uint8, scale taken in each run")]
    [InlineData("int8", "int8 per channel", "uint8 per tensor")]
    [InlineData("auto", "int8 per channel", "uint8 per tensor")]
    public void QuantizationModesDoWhatTheySay(string mode, string weights, string activations)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(Tolerant, ("Quantization", mode)).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal((weights, activations), report.Layers.Where(l => l.Op == "MatMul").Select(l => (l.Weights, l.Activations)).Single());
        Assert.InRange(report.Size!.Optimized, 0, report.Size.Original);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("weights")]
    public void ModesThatComputeInFloatNeedNoCalibrationData(string mode)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        Assert.Empty(run.Optimize(Tolerant, ("Quantization", mode), ("CalibrationData", "")).Findings);
    }

    [Theory]
    [InlineData("layer", "int8")]
    [InlineData("global", "int8")]
    [InlineData("layer", "weights")]
    public void PrunedShareIsInTheReportAndTheModel(string scope, string quantization)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("Gate", "Off"), ("Pruning", "element"), ("Sparsity", "50%"), ("SparsityScope", scope), ("Quantization", quantization)).Report;

        var weights = new[] { 64 * 512, 512 * 512, 512 * 4 };
        var told = report.Layers.Where(l => l.Sparsity is not null).Select((l, i) => l.Sparsity!.Value * weights[i]).Sum();
        var integers = run.Optimized.Graph.Initializers.Where(v => v.Data is { Type: ElementType.Int8, Shape.Count: 2 }).ToArray();
        Assert.Equal(0.5 * weights.Sum(), told, Close.Within(1));
        Assert.Equal(0.5 * weights.Sum(), integers.Sum(v => v.Data!.Span<sbyte>().ToArray().Count(q => q == 0)), Close.Within(1));
        if (scope == "layer") Assert.All(report.Layers.Where(l => l.Sparsity is not null), l => Assert.Equal(0.5, l.Sparsity!.Value));
    }

    [Theory]
    [InlineData("int8")]
    [InlineData("none")]
    public void ABudgetOverLayersRemovesExactlyTheShareInAllAndSaysHow(string quantization)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var layers = run.Optimize(("Gate", "Off"), ("Pruning", "element"), ("Sparsity", "60%"), ("Quantization", quantization), ("Effort", "normal")).Report.Layers.Where(l => l.Sparsity is not null).ToArray();

        var weights = new[] { 64 * 512, 512 * 512, 512 * 4 };
        Assert.Equal(0.6 * weights.Sum(), layers.Zip(weights, (l, w) => l.Sparsity!.Value * w).Sum(), Close.Within(1));
        Assert.True(layers.Max(l => l.Sparsity) > layers.Min(l => l.Sparsity) + 0.05);
        Assert.All(layers, l => Assert.StartsWith("obs: ", l.Pruning));
        Assert.All(layers, l => Assert.True(l.PrunedSqnrDb >= l.MaskedSqnrDb, $"{l.PrunedSqnrDb} {l.MaskedSqnrDb}"));
        if (quantization == "none") return;
        // Weights that remain may round to zero as well.
        var integers = run.Optimized.Graph.Initializers.Where(v => v.Data is { Type: ElementType.Int8, Shape.Count: 2 }).Sum(v => v.Data!.Span<sbyte>().ToArray().Count(q => q == 0));
        Assert.InRange(integers / (double)weights.Sum(), 0.6 - 1e-5, 0.63);
    }

    [Fact]
    public void TwoOfFourInputsRemainInTheIntegersToo()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var layers = run.Optimize(("Gate", "Off"), ("Pruning", "element"), ("Sparsity", "2:4"), ("Effort", "normal")).Report.Layers.Where(l => l.Sparsity is not null).ToArray();

        Assert.All(layers, l => Assert.Equal((0.5, true), (l.Sparsity!.Value, l.Pruning!.Contains("NVIDIA GPUs from Ampere on"))));
        foreach (var weight in run.Optimized.Graph.Initializers.Where(v => v.Data is { Type: ElementType.Int8, Shape.Count: 2 }))
        {
            var (q, outputs) = (weight.Data!.Span<sbyte>().ToArray(), (int)weight.Data.Shape[1]);
            for (var first = 0; first < weight.Data.Shape[0]; first += 4)
                for (var o = 0; o < outputs; o++) Assert.InRange(Enumerable.Range(first, 4).Count(i => q[i * outputs + o] != 0), 0, 2);
        }
    }

    [Fact]
    public void PruningAloneIsKept()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var report = run.Optimize(("Gate", "Off"), ("Pruning", "element"), ("Sparsity", "50%"), ("SparsityScope", "layer"), ("Quantization", "none")).Report;

        Assert.Equal([0.5, 0.5, 0.5], report.Layers.Where(l => l.Sparsity is not null).Select(l => l.Sparsity!.Value));
        Assert.All(report.Layers.Where(l => l.Sparsity is not null), l => Assert.Equal(LayerDecision.Pruned, l.Decision));
        Assert.Equal(0.5, run.Optimized.Graph.Initializers.Where(v => v.Data!.Shape.Count == 2).SelectMany(v => v.Data!.Span<float>().ToArray()).Average(v => v == 0 ? 1.0 : 0));
    }

    [Fact]
    public void KeptNodesStayFloatAndSaySo()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        var kept = run.Optimize(Tolerant, ("KeepFloat", "MatMul")).Report.Layers.Single(l => l.Op == "MatMul");

        Assert.Equal(("float", "float", LayerDecision.Float, "KeepFloat names it"), (kept.Weights, kept.Activations, kept.Decision, kept.Reason));
    }

    [Fact]
    public void EveryLayerThatIsNotQuantizedSaysWhy()
    {
        using var run = PipelineRun.Of("""
            g (float[N,64] x) => (float[N,4] y) <float[64,512] w1 = ~, float[512,512] w2 = ~, float[512,4] w3 = ~, float[512] s = ~, float[512] t = ~>
            {
                a = Gemm(x, w1)
                n = LayerNormalization(a, s, t)
                b = MatMul(n, w2)
                d = Erf(b)
                y = Gemm(d, w3)
            }
            """);

        var layers = run.Optimize(Tolerant).Report.Layers;

        Assert.All(layers, l => Assert.NotEmpty(l.Reason));
        Assert.Equal("ONNX Runtime has no int8 kernel for it", layers.Single(l => l.Op == "Erf").Reason);
        Assert.Contains(layers, l => l.Decision == LayerDecision.Quantized);
    }

    [Fact]
    public void IntegerInputsAndSeveralInputsAndOutputsWork()
    {
        using var run = PipelineRun.Of("""
            g (int64[N,3] ids, float[N,64] x) => (float[N,4] y, float[N,512] c)
            <float[10,64] table = ~, float[64,512] w1 = ~, float[512,512] w2 = ~, float[512,4] w3 = ~>
            {
                e = Gather(table, ids)
                m = ReduceMean<axes=[1], keepdims=0>(e)
                s = Add(m, x)
                a = Gemm(s, w1)
                b = Relu(a)
                c = MatMul(b, w2)
                y = Gemm(c, w3)
            }
            """);

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(["ids", "x"], run.Optimized.Graph.Inputs.Select(v => v.Name));
        Assert.Equal(["y", "c"], run.Optimized.Graph.Outputs.Select(v => v.Name));
        Assert.Equal(["ids", "x"], report.Interface!.Inputs.Select(p => p.Name));
        Assert.Contains(report.Layers, l => l.Decision == LayerDecision.Quantized);
    }

    [Theory]
    [InlineData("N")]
    [InlineData("1")]
    [InlineData("4")]
    [InlineData("?")]
    public void BatchMayBeFreeOrFixed(string batch)
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier.Replace("[N,", $"[{batch},"));

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal((Verdict.Passed, PipelineRun.Validated), (report.Verdict, report.Metric!.Samples));
        Assert.Equal(batch == "?" ? null : batch, run.Optimized.Graph.Inputs[0].Tensor!.Shape![0] is { Size: null, Name: null } ? null : run.Optimized.Graph.Inputs[0].Tensor!.Shape![0].ToString());
    }

    [Fact]
    public void ControlFlowSurvives()
    {
        using var run = PipelineRun.Of("""
            g (float[N,64] x) => (float[N,4] y)
            <float[64,512] w1 = ~, float[512,512] w2 = ~, float[512,4] w3 = ~, int64 times = {3}, bool yes = {1}, float limit = {0.0}>
            {
                a = Gemm(x, w1)
                b = Relu(a)
                c = MatMul(b, w2)
                largest = ReduceMax<keepdims=0>(c)
                positive = Greater(largest, limit)
                d = If<then_branch=t () => (float[?,?] p) { p = Neg(c) }, else_branch=e () => (float[?,?] q) { q = Abs(c) }>(positive)
                f = Loop<body=l (int64 i, bool go, float[?,?] v) => (bool on, float[?,?] u) { on = Identity(go)  u = Add(v, c) }>(times, yes, d)
                y = Gemm(f, w3)
            }
            """);

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(["If", "Loop"], run.Optimized.Graph.Nodes.Select(n => n.OpType).Intersect(["If", "Loop"]));
        Assert.Contains(report.Layers, l => l.Decision == LayerDecision.Quantized);
    }

    [Fact]
    public void ModelWithoutWeightsIsShippedAsItIs()
    {
        using var run = PipelineRun.Of("g (float[N,4] x) => (float[N,4] y) { a = Relu(x)  y = Softmax(a) }");

        var report = run.Optimize().Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(["Relu", "Softmax"], run.Optimized.Graph.Nodes.Select(n => n.OpType));
        Assert.All(report.Layers, l => Assert.Equal((LayerDecision.Float, (double?)null), (l.Decision, l.Sparsity)));
        Assert.InRange(report.Size!.Optimized, 1, report.Size.Original);
    }

    /// <summary>Little weight, much arithmetic: int8 pays in time, and its scales weigh more than what is saved.</summary>
    [Fact]
    public void OldModelIsUpgraded()
    {
        using var run = PipelineRun.Of("<ir_version: 4, opset_import: [\"\" : 9]>\n" + PipelineRun.Classifier);

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal((17L, 8L), (run.Optimized.Opset, run.Optimized.IrVersion));
    }

    /// <summary>Before version 4 of the file format every weight was listed as an input, too.</summary>
    [Fact]
    public void WeightsListedAsInputsAreWeights()
    {
        var model = ModelSamples.Parse(PipelineRun.Classifier);
        model.Graph.Inputs.AddRange(model.Graph.Initializers.ToArray());
        (model.IrVersion, model.Opsets[0]) = (3, new OpsetImport("", 9));
        using var run = PipelineRun.Of(model);

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(PipelineRun.Decisions, report.Layers.Select(l => l.Decision));
        Assert.Equal(["x"], run.Optimized.Graph.Inputs.Select(v => v.Name));
    }

    [Fact]
    public void WeightsInAnotherFileAreOptimizedAndHashed()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var inOneFile = run.Optimize(Tolerant).Report;
        ModelWriter.Write(ModelSamples.Parse(PipelineRun.Classifier), run.Model, inlineLimit: 0);

        var report = run.Optimize(Tolerant).Report;

        Assert.Equal(Verdict.Passed, report.Verdict);
        Assert.Equal(new FileInfo(run.Model).Length + new FileInfo(run.Model + ".data").Length, report.Size!.Original);
        Assert.Equal(inOneFile.Hashes!.Output, report.Hashes!.Output);
        Assert.NotEqual(inOneFile.Hashes.Model, report.Hashes.Model);
    }

    [Fact]
    public void CompressionNoneEmbedsTheModelItself()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        run.Optimize(Tolerant, ("Compression", "None"));

        Assert.Equal(File.ReadAllBytes(run.Output), File.ReadAllBytes(run.Embedded));
    }

    [Fact]
    public void WritesOnlyWhatTheJobNames()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        Pipeline.Run(run.Job(1, Tolerant) with { Output = null, Facts = null }, CancellationToken.None);

        Assert.Equal([run.Embedded], Directory.GetFiles(Path.GetDirectoryName(run.Embedded)!));
    }

    [Fact]
    public void LeavesNothingInTheTemporaryFolder()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);
        var before = Directory.GetFileSystemEntries(run.Folder.Path).Order().ToArray();

        run.Optimize(Tolerant);

        Assert.Equal(before.Append(Path.GetDirectoryName(run.Output)!).Order(), Directory.GetFileSystemEntries(run.Folder.Path).Order());
    }

    [Fact]
    public void StopsWhenCancelled()
    {
        using var run = PipelineRun.Of(PipelineRun.Classifier);

        Assert.Throws<OperationCanceledException>(() => Pipeline.Run(run.Job(1, Tolerant), new CancellationToken(canceled: true)));
        Assert.False(File.Exists(run.Output));
    }

    /// <summary>No operator in it has a rule, so that there is nothing to look at in the samples.</summary>
    [Fact]
    public void ModelWithNothingToQuantizeStaysAsItIs()
    {
        using var run = PipelineRun.Of("g (float[N,8] x) => (int64[2] y) { y = Shape(x) }");

        run.Optimize(("Gate", "Off"), ("ValidationData", ""));

        Assert.Equal("Shape", Assert.Single(run.Optimized.Graph.Nodes).OpType);
    }

    static byte[] Unpacked(string file)
    {
        using var brotli = new BrotliStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }

    static void InGerman(Action act)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            act();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
