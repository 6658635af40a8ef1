using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Inference;

/// <summary>With the library of ONNX Runtime's extensions, which holds operators like any other of its kind.</summary>
public class CustomOperatorsTests
{
    /// <summary>NegPos splits its input into what is below zero and what is not: with weights after it, large enough that int8 pays.</summary>
    const string Text = """
        <ir_version: 8, opset_import: ["" : 17, "ai.onnx.contrib" : 1]>
        g (float[N,64] x) => (float[N,4] y) <float[64,512] w1 = ~, float[512,512] w2 = ~, float[512,4] w3 = ~>
        {
            a = MatMul(x, w1)
            below, above = ai.onnx.contrib.NegPos(a)
            b = MatMul(above, w2)
            c = Relu(b)
            y = MatMul(c, w3)
        }
        """;

    static string Library => Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeFiles.Platform, "native", OperatingSystem.IsWindows() ? "ortextensions.dll" : OperatingSystem.IsMacOS() ? "libortextensions.dylib" : "libortextensions.so");

    [Fact]
    public void AModelWithOperatorsOfItsOwnIsOptimized()
    {
        using var run = Made();

        var result = run.Optimize(("CustomOperators", Library), ("Pruning", "none"), ("MaxDrop", "10pp"));

        Assert.Equal(Verdict.Passed, result.Report.Verdict);
        Assert.Contains(run.Optimized.Graph.Nodes, n => n is { OpType: "NegPos", Domain: "ai.onnx.contrib" });
        Assert.Contains(result.Report.Layers, l => l.Decision == LayerDecision.Quantized);
    }

    [Theory]
    [InlineData("element")]
    [InlineData("channel")]
    public void EveryStepKnowsThem(string pruning)
    {
        using var run = Made();

        Assert.Equal(Verdict.Passed, run.Optimize(("CustomOperators", Library), ("Pruning", pruning), ("Sparsity", "10%"), ("Effort", "normal"), ("MaxDrop", "30pp"), ("Gate", "Estimate")).Report.Verdict);
    }

    [Fact]
    [Provokes("OB2006")]
    public void WithoutTheLibraryTheModelIsRefused()
    {
        using var run = Made();

        Assert.Equal("OB2006", run.Refusal().Diagnostic.Code);
    }

    [Fact]
    [Provokes("OB3001")]
    public void ALibraryThatIsMissingIsNamed()
    {
        using var run = Made();

        Assert.StartsWith("CustomOperators '", run.Refusal(("CustomOperators", run.Folder.File("none.so"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Provokes("OB5003")]
    public void AFileThatIsNoLibraryIsNamed()
    {
        using var run = Made();
        var text = run.Folder.Write("none.so", "text"u8);

        var finding = run.Refusal(("CustomOperators", $"{Library};{text}"));

        Assert.Equal("OB5003", finding.Diagnostic.Code);
        Assert.StartsWith($"CustomOperators '{text.Replace('\\', '/')}' is no library", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', finding.Message);
    }

    [Fact]
    [Provokes("OB5003")]
    public void ALibraryWithoutOperatorsIsNamed()
    {
        using var run = Made();

        Assert.Equal("OB5003", run.Refusal(("CustomOperators", Library.Replace("ortextensions", "onnxruntime"))).Diagnostic.Code);
    }

    /// <summary>A byte more at the end changes the file and not what it does.</summary>
    [Fact]
    public void TheirContentBelongsToTheKeyOfAResultAndTheirPlaceDoesNot()
    {
        using var run = Made();
        var content = File.ReadAllBytes(Library);
        var moved = run.Folder.Write("moved.so", content);
        var changed = run.Folder.Write("changed.so", [.. content, 0]);

        string[] keys = [.. new[] { Library, moved, changed }.Select(l => ResultKey.Of(run.Job(1, ("CustomOperators", l))).Hash)];

        Assert.Equal(keys[0], keys[1]);
        Assert.NotEqual(keys[0], keys[2]);
    }

    static PipelineRun Made()
    {
        var model = ModelSamples.Parse(Text);
        model.Libraries = [Library];
        return PipelineRun.Of(model);
    }
}
