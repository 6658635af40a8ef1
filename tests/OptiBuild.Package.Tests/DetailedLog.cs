using OptiBuild.Package.Tests.Infra;

namespace OptiBuild.Package.Tests;

[Collection(Builds.Name)]
public sealed class DetailedLog(Sandbox sandbox)
{
    [Fact]
    public void ShowsEveryOptionAsItCountsAndWhatCameOut()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" MaxDrop="1pp" CalibrationData="data" Link="ignored" />""",
                "<OptiBuildMaxDrop>2pp</OptiBuildMaxDrop><OptiBuildConfidence>90%</OptiBuildConfidence>")
            .Write("garments.onnx", "weights").Write("data/a.csv", "1").Write("Program.cs", App.Empty);

        var build = project.Build("-v:d").MustSucceed();

        Assert.Equal(
            [$"OptiBuild: [input] CalibrationData={project.PathOf("data")}", "OptiBuild: [input] Confidence=90%", "OptiBuild: [input] MaxDrop=1pp"],
            BuildResult.LinesOf(build.Output, "[input]"));
        Assert.Equal(["OptiBuild: [output] OptimizedBytes=7"], BuildResult.LinesOf(build.Output, "[output]"));
    }

    [Fact]
    public void HoldsNativeNoiseThatIsNoDiagnostic()
    {
        var project = new Project(sandbox).Items("""<OptimizeModel Include="garments.onnx" />""").Write("garments.onnx", "weights").Write("Program.cs", App.Empty);

        var build = project.Build().MustSucceed();

        Assert.Contains("error: this is native code talking, not a diagnostic", build.Messages);
        Assert.Empty(build.Errors);
    }
}
