using OptiBuild.Engine;
using OptiBuild.Engine.Caching;
using OptiBuild.Engine.Reports;
using OptiBuild.Engine.Runtimes;
using OptiBuild.Onnx;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;

namespace OptiBuild.Tests.Engine.Runtimes;

public class RuntimeFitTests
{
    const string Graph = "g (float[N,2] x) => (float[N,2] y) <float[2,2] w = {1.0, 2.0, 3.0, 4.0}> { y = MatMul(x, w) }";

    [Theory]
    [InlineData(17, 8, "1.11.0", "", "opset 17", "version 1.12 or newer")]
    [InlineData(13, 7, "1.11.0", "", "opset 17", "version 1.12 or newer")]
    [InlineData(21, 8, "1.17.3", "", "opset 21", "version 1.18 or newer")]
    [InlineData(17, 10, "1.17.3", "", "version 10 of the file format", "version 1.18 or newer")]
    [InlineData(17, 8, "1.16.3", "blocks4", "the operator MatMulNBits (Quantization=blocks4)", "version 1.17 or newer")]
    [Provokes("OB5001")]
    public void WhatTheAppCannotRunIsRefusedWithTheVersionThatCan(int opset, int ir, string version, string quantization, string needs, string enough)
    {
        using var run = PipelineRun.Of(ModelText.Parse($"<ir_version: {ir}, opset_import: [\"\" : {opset}]> {Graph}"));

        var refused = Assert.Throws<OptiBuildException>(() => Optimize(run, version, quantization)).Finding;

        Assert.Equal("OB5001", refused.Diagnostic.Code);
        Assert.Equal($"Model 'models/m.onnx' needs {needs}, which Microsoft.ML.OnnxRuntime {version} of this project does not have. Reference {enough} of the package, or give a model that needs less.", refused.Message);
        Assert.False(File.Exists(run.Output));
    }

    [Fact]
    public void WhatIsInTheCacheIsRefusedToo()
    {
        using var run = PipelineRun.Of(ModelText.Parse($"<ir_version: 8, opset_import: [\"\" : 21]> {Graph}"));

        var refused = Assert.Throws<OptiBuildException>(() => ResultKey.Of(run.Job(1) with { Runtime = Of("Microsoft.ML.OnnxRuntime", "1.17.3") }));

        Assert.Equal("OB5001", refused.Finding.Diagnostic.Code);
    }

    [Theory]
    [InlineData(17, 8, "1.12.0", "")]
    [InlineData(21, 10, "1.18.0", "")]
    [InlineData(17, 8, "1.17.0", "blocks4")]
    [InlineData(17, 8, "2.0.0", "")]
    public void WhatItCanRunIsMade(int opset, int ir, string version, string quantization)
    {
        using var run = PipelineRun.Of(ModelText.Parse($"<ir_version: {ir}, opset_import: [\"\" : {opset}]> {Graph}"));

        Assert.Equal(Verdict.Passed, Optimize(run, version, quantization).Report.Verdict);
    }

    [Fact]
    public void TheOldestOfAllTargetFrameworksCounts()
    {
        AppRuntime[] all = [Of("Microsoft.ML.OnnxRuntime", "1.20.1"), Of("Microsoft.ML.OnnxRuntime.Managed", "1.9.0"), Of("Microsoft.ML.OnnxRuntime.Gpu", "1.9.0")];

        Assert.Equal("Microsoft.ML.OnnxRuntime.Gpu 1.9.0", AppRuntime.Oldest(all)!.Name);
        Assert.Null(AppRuntime.Oldest([]));
    }

    static AppRuntime Of(string package, string version) => new(package, new(version), null);

    static ModelResult Optimize(PipelineRun run, string version, string quantization) =>
        Pipeline.Run(run.Job(1, ("Quantization", quantization)) with { Runtime = Of("Microsoft.ML.OnnxRuntime", version) }, CancellationToken.None);
}
